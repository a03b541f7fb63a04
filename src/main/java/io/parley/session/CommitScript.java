package io.parley.session;

import io.parley.redis.Keys;
import io.parley.redis.Money;
import io.parley.redis.Script;
import io.parley.redis.ScriptReply;
import io.parley.redis.TicketScripts;
import io.parley.session.Commit.Filing;
import io.parley.turn.Hold;
import io.parley.turn.Message;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What goes into {@code commit.lua}, and what comes back. */
final class CommitScript {
    private final Script script;

    CommitScript(SessionConfig config, ReactiveRedisDataSource redis) {
        Map<String, Long> settings = Map.of("keep", (long) config.turnsKept());
        this.script = new Script(redis, settings, Money.SCRIPT, TicketScripts.SCRIPT, "redis/commit.lua");
    }

    Uni<Booked> run(Commit commit) {
        Message message = commit.message();
        Keys keys = new Keys(message.site());
        String token = token(commit);
        return script.run(
                        List.of(
                                keys.session(message.session()),
                                keys.turns(message.session()),
                                keys.reply(message.session(), message.id())),
                        arguments(commit),
                        filing(commit),
                        TicketScripts.arguments(keys, token),
                        Money.arguments(commit.settlement().budget()))
                .map(response -> booked(response, token));
    }

    /** One for each admission, which is one for each commit. */
    private static String token(Commit commit) {
        return commit.message().id().value()
                + '@'
                + Turns.micros(commit.admitted().now());
    }

    private List<String> arguments(Commit commit) {
        Message message = commit.message();
        Settlement settlement = commit.settlement();
        return List.of(
                "hold", settlement.hold(),
                "charges", Hold.lines(settlement.charges()),
                "compute",
                        settlement.compute() == null ? "" : settlement.compute().line(),
                "first", commit.admitted().turns() == 1 ? "1" : "",
                "digest", message.digest(),
                "message", message.id().value(),
                "message_text", message.text(),
                "session", message.session().value(),
                "visitor", message.visitor().id().orElse(""),
                "language", message.language().tag(),
                "epoch", Long.toString(commit.admitted().epoch()),
                "owner", commit.admitted().owner().wire(),
                "release", commit.reply().isEmpty() ? "1" : "",
                "admitted_at", Long.toString(Turns.micros(commit.admitted().now())),
                "reply", commit.reply().orElse(""),
                "text", commit.text(),
                "intent", commit.intent().wire(),
                "low", commit.low().wire(),
                "question", commit.unresolved().question(),
                "unresolved", commit.unresolved().reason());
    }

    private static List<String> filing(Commit commit) {
        if (commit.filing().isEmpty()) {
            return List.of();
        }
        Filing filing = commit.filing().get();
        return List.of(
                "file_at", Integer.toString(filing.atStreak()),
                "ticket_id", filing.open().id(),
                "ticket", filing.ticket(),
                "queue", filing.open().queue(),
                "summary", filing.summary(),
                "desk", filing.desk(),
                "due", filing.open().dueAt().toString(),
                "due_ms", millis(filing.open().dueAt()),
                "late_ms", millis(filing.lateAt()),
                "overdue", filing.overdue(),
                "seen", ' ' + String.join(" ", filing.seen()) + ' ',
                "handoff_reason", filing.reason().wire(),
                "handoff_reply", filing.reply(),
                "handoff_text", filing.text());
    }

    private static String millis(Instant instant) {
        return Long.toString(instant.toEpochMilli());
    }

    private static Booked booked(Response response, String token) {
        ScriptReply reply = ScriptReply.of(response);
        return new Booked(
                committed(reply),
                reply.integer("settled") == 1,
                SessionStore.texts(response, 2),
                TicketScripts.claim(response, token));
    }

    private static Committed committed(ScriptReply reply) {
        return switch (reply.verdict()) {
            case "committed" -> new Committed.Stands();
            case "handed_off" -> new Committed.HandedOff();
            case "released" -> new Committed.Released();
            case "forgotten" -> new Committed.Forgotten();
            case "superseded" -> new Committed.Superseded(SessionStore.ticket(reply));
            case "replayed" -> new Committed.Replayed(reply.text("reply"), SessionStore.ticket(reply));
            default -> throw new IllegalStateException("unknown verdict of commit.lua");
        };
    }
}
