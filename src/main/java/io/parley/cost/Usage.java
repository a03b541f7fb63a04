package io.parley.cost;

import io.parley.redis.Keys;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.LocalDate;

/** What was used, as the commits of messages have counted it. */
@Singleton
public class Usage {
    /** An operator can wait. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ReactiveRedisDataSource redis;

    Usage(ReactiveRedisDataSource redis) {
        this.redis = redis;
    }

    /** Fails if Redis does not answer. */
    public Uni<UsageDay> of(SiteId site, LocalDate day) {
        return redis.hash(String.class)
                .hgetall(new Keys(site).usage(day))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(counters -> UsageDay.of(site, day, counters));
    }
}
