package io.parley;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Runs the stub model in the process under test, at the port that {@link TestServers} chose. */
class StubModelBean {
    @Produces
    @Singleton
    StubModel stubModel(@ConfigProperty(name = "test.model.port", defaultValue = "0") int port) {
        return new StubModel(port);
    }

    @Produces
    @Singleton
    RedisProcess redis(@ConfigProperty(name = "test.redis.port", defaultValue = "0") int port) {
        return new RedisProcess(port);
    }
}
