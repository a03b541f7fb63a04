package io.parley.session;

import io.parley.redis.Keys;
import io.parley.redis.Script;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Erases what is kept of a visitor or a session, in one script call: all of it, or nothing. */
@Singleton
public class Erasure {
    /** Longer than the longest deadline: whatever was under way when the session was erased has ended by then. */
    private static final Duration MARK = Duration.ofSeconds(30);

    /** An operator can wait; a visitor with very many sessions takes a while. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Script forget;

    Erasure(ReactiveRedisDataSource redis) {
        this.forget = new Script(redis, "redis/forget.lua");
    }

    /**
     * What there was, and is no more.
     *
     * @param turns the last ones of each session, which is all that was kept
     * @param streamEntries of the tickets' delivery stream
     */
    @RegisterForReflection
    public record Erased(long sessions, long turns, long replies, long tickets, long streamEntries, long limits) {}

    /** Fails if Redis does not answer; then nothing is known to be erased, and it may be asked again. */
    public Uni<Erased> forget(SiteId site, SessionId session) {
        Keys keys = new Keys(site);
        return run(keys, keys.session(session), session.value());
    }

    /** Fails as {@link #forget(SiteId, SessionId)}. */
    public Uni<Erased> forgetVisitor(SiteId site, String visitor) {
        Keys keys = new Keys(site);
        return run(keys, keys.visitor(visitor), "");
    }

    private Uni<Erased> run(Keys keys, String key, String session) {
        List<String> args =
                List.of("prefix", keys.prefix(), "session", session, "mark_ms", Long.toString(MARK.toMillis()));
        return forget.run(List.of(key), args).ifNoItem().after(TIMEOUT).fail().map(Erasure::erased);
    }

    private static Erased erased(Response pairs) {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            counts.put(pairs.get(i).toString(), pairs.get(i + 1).toLong());
        }
        return new Erased(
                counts.get("sessions"),
                counts.get("turns"),
                counts.get("replies"),
                counts.get("tickets"),
                counts.get("streamEntries"),
                counts.get("limits"));
    }
}
