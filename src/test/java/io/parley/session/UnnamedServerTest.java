package io.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnnamedServerTest {
    @ParameterizedTest
    @CsvSource({"NONE, ''", "none, ''", "HTTPS, HTTPS", "LDAPS, LDAPS"})
    void noneIsNoAlgorithmAndOthersAreLeft(String configured, String expected) {
        RedisOptions options = new RedisOptions()
                .setNetClientOptions(new NetClientOptions().setHostnameVerificationAlgorithm(configured));
        new UnnamedServer().customize("<default>", options);
        assertThat(options.getNetClientOptions().getHostnameVerificationAlgorithm())
                .isEqualTo(expected);
    }
}
