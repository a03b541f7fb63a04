package io.parley.handoff;

import io.micrometer.core.instrument.MeterRegistry;
import io.parley.handoff.desk.DeskEvent;
import io.parley.redis.Keys;
import io.parley.redis.Script;
import io.parley.redis.ScriptReply;
import io.parley.redis.TicketScripts;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What people at desks do: they take conversations, answer, and give them back. */
@Singleton
public class Takeover {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ReactiveRedisDataSource redis;
    private final Script desk;
    private final Redaction redaction;
    private final MeterRegistry meters;

    Takeover(ReactiveRedisDataSource redis, Redaction redaction, MeterRegistry meters) {
        this.redis = redis;
        this.desk = new Script(redis, TicketScripts.SCRIPT, "redis/desk.lua");
        this.redaction = redaction;
        this.meters = meters;
    }

    /**
     * What an event did.
     *
     * @param result {@code done}, {@code duplicate}, {@code late}, {@code gone} or {@code unknown}, as {@code desk.lua} says
     * @param state of the ticket; empty if there is none
     */
    public record Result(String result, String state) {
        public static final Result UNKNOWN = new Result("unknown", "");
    }

    /** The queue of a ticket; empty if there is no such ticket. Fails if Redis does not answer. */
    public Uni<Optional<String>> queueOf(SiteId site, String ticket) {
        return redis.hash(String.class)
                .hget(new Keys(site).ticket(ticket), "queue")
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(Optional::ofNullable);
    }

    /** Fails if Redis does not answer; then the same event can be sent again. */
    public Uni<Result> apply(SiteId site, DeskEvent event, int turnsKept) {
        Keys keys = new Keys(site);
        List<String> args = List.of(
                "ticket", event.ticketId(),
                "event", event.id(),
                "type", event.type().wire(),
                "text", event.text(),
                "redacted", redaction.forReview(event.text()),
                "agent", event.agent(),
                "keep", Integer.toString(turnsKept));
        return desk.run(List.of(keys.ticket(event.ticketId())), args, TicketScripts.arguments(keys, ""))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(ScriptReply::of)
                .invoke(reply -> meters.counter(
                                "parley.desk.events", "type", event.type().wire(), "result", reply.verdict())
                        .increment())
                .map(reply -> new Result(reply.verdict(), reply.has("state") ? reply.text("state") : ""));
    }
}
