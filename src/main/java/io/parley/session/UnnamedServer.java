package io.parley.session;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Singleton;

/**
 * Lets {@code hostname-verification-algorithm=NONE} mean what it says, for servers whose certificate does not name their address.
 * Quarkus hands the word on as the name of an algorithm, of which TLS knows none, and no connection comes about (3.34).
 */
@Singleton
class UnnamedServer implements RedisOptionsCustomizer {
    private static final String NONE = "NONE";

    @Override
    public void customize(String client, RedisOptions options) {
        NetClientOptions net = options.getNetClientOptions();
        if (NONE.equalsIgnoreCase(net.getHostnameVerificationAlgorithm())) {
            net.setHostnameVerificationAlgorithm("");
        }
    }
}
