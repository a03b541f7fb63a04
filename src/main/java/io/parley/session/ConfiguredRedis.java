package io.parley.session;

import io.parley.turn.Settings;
import io.quarkus.redis.client.RedisHostsProvider;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;

/**
 * Hands the Redis client its URL once that has passed our check. The client's own complaint about a bad one would neither name the
 * property nor keep the password to itself.
 */
@Identifier("configured")
@Singleton
class ConfiguredRedis implements RedisHostsProvider {
    private final SessionConfig config;

    ConfiguredRedis(SessionConfig config) {
        this.config = config;
    }

    @Override
    public Set<URI> getHosts() {
        config.check();
        return Set.of(URI.create(config.redis().url().orElseThrow()));
    }

    /** @throws io.quarkus.runtime.configuration.ConfigurationException that does not repeat the URL, for it may hold a password */
    static void check(String url) {
        String rule = "(PARLEY_REDIS_URL) must be redis://[user:password@]host[:port][/db], or the same with rediss://";
        try {
            URI uri = URI.create(url);
            boolean scheme = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            Settings.require(scheme && uri.getHost() != null, "parley.redis.url", rule);
        } catch (IllegalArgumentException e) {
            Settings.require(false, "parley.redis.url", rule);
        }
    }
}
