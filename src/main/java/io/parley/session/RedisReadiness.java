package io.parley.session;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Asks Redis within the bound that messages have; the extension's own check waits ten seconds on a Redis that hangs. */
@Readiness
@Singleton
class RedisReadiness implements AsyncHealthCheck {
    private static final String NAME = "redis";

    private final ReactiveRedisDataSource redis;
    private final SessionConfig config;

    RedisReadiness(ReactiveRedisDataSource redis, SessionConfig config) {
        this.redis = redis;
        this.config = config;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return redis.execute("PING")
                .ifNoItem()
                .after(config.redis().timeout())
                .fail()
                .map(pong -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(() -> HealthCheckResponse.down(NAME));
    }
}
