package io.parley.session;

import io.parley.redis.Keys;
import io.parley.redis.Money;
import io.parley.redis.Script;
import io.parley.redis.ScriptReply;
import io.parley.redis.TicketScripts;
import io.parley.turn.Hold;
import io.parley.turn.IpAddress;
import io.parley.turn.KeyedHash;
import io.parley.turn.Message;
import io.parley.turn.Mode;
import io.parley.turn.Owner;
import io.parley.turn.Turn;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What goes into {@code admit.lua}, and what comes back. */
final class AdmitScript {
    /** A claim outlives the deadline by this much, so that no retry overtakes the slowest commit there can be. */
    static final Duration LEASE_MARGIN = Duration.ofSeconds(2);

    private final SessionConfig config;
    private final KeyedHash hash;
    private final Script script;

    AdmitScript(SessionConfig config, KeyedHash hash, ReactiveRedisDataSource redis) {
        this.config = config;
        this.hash = hash;
        this.script = new Script(redis, settings(config), Money.SCRIPT, TicketScripts.SCRIPT, "redis/admit.lua");
    }

    private static Map<String, Long> settings(SessionConfig config) {
        Limit session = config.limit().session();
        Limit address = config.limit().address();
        return Map.of(
                "window",
                (long) Math.max(1, config.window().turns()),
                "keep",
                (long) config.turnsKept(),
                "session_quota",
                (long) session.quota(),
                "session_window_us",
                session.windowMicros(),
                "session_limit_ms",
                session.wholeMillis(),
                "address_quota",
                (long) address.quota(),
                "address_window_us",
                address.windowMicros(),
                "address_limit_ms",
                address.wholeMillis());
    }

    Uni<Admission> run(Message message, boolean held, Duration remaining, Funds funds) {
        Keys keys = new Keys(message.site());
        String ip = message.visitor().ip().orElse("");
        Optional<Hold> hold = config.forcedMode().isPresent() ? Optional.empty() : funds.hold();
        String text = hold.map(Hold::text).orElse("");
        return script.run(
                        List.of(
                                keys.session(message.session()),
                                keys.turns(message.session()),
                                keys.reply(message.session(), message.id()),
                                keys.sessionLimit(message.session()),
                                keys.addressLimit(hash.of("address", ip.isEmpty() ? ip : IpAddress.network(ip))),
                                keys.mode(),
                                keys.replies(message.session())),
                        arguments(message, held, remaining),
                        List.of(
                                "hold", text,
                                "hold_tokens",
                                        Long.toString(hold.map(Hold::tokens).orElse(0L)),
                                "hold_nano",
                                        Long.toString(
                                                hold.map(h -> h.cost().value()).orElse(0L)),
                                "hold_ms", Long.toString(funds.lifetime().toMillis())),
                        List.of("prefix", keys.prefix()),
                        Money.arguments(funds.budget()))
                .map(response -> admission(response, text));
    }

    private List<String> arguments(Message message, boolean held, Duration remaining) {
        return List.of(
                "digest", message.digest(),
                "message", message.id().value(),
                "session", message.session().value(),
                "text", message.text(),
                "mark", held ? Turns.HELD : "",
                "visitor", message.visitor().id().orElse(""),
                "address", message.visitor().ip().isPresent() ? "1" : "",
                "claim_ms", Long.toString(remaining.plus(LEASE_MARGIN).toMillis()));
    }

    /** @param hold as it was sent: the script has put the time before it */
    private Admission admission(Response response, String hold) {
        ScriptReply reply = ScriptReply.of(response);
        return switch (reply.verdict()) {
            case "admitted" ->
                new Admission.Admitted(
                        state(reply),
                        Windows.fit(turns(response.get(3)), config.window().tokens()),
                        limits(response.get(2)),
                        new Admission.Held(
                                reply.text("held").equals("1") ? reply.text("now_us") + '\t' + hold : "",
                                reply.text("held").equals("spent"),
                                SessionStore.texts(response, 4),
                                SessionStore.texts(response, 5)));
            case "replayed" ->
                new Admission.Replayed(reply.text("reply"), SessionStore.ticket(reply), turns(response.get(3)));
            case "in_progress" -> new Admission.InProgress();
            case "message_reused" -> new Admission.MessageReused();
            case "foreign_visitor" -> new Admission.ForeignVisitor();
            case "limited" -> new Admission.Limited(limits(response.get(2)));
            default -> throw new IllegalStateException("unknown verdict of admit.lua");
        };
    }

    private List<Turn> turns(Response stored) {
        return config.window().turns() == 0 ? List.of() : Turns.read(stored);
    }

    private SessionState state(ScriptReply reply) {
        return new SessionState(
                Owner.of(reply.text("owner")),
                reply.integer("epoch"),
                reply.integer("streak"),
                reply.integer("turns"),
                config.forcedMode().orElseGet(() -> Mode.of(reply.text("mode"))),
                Turns.instant(reply.integer("now_us")),
                SessionStore.ticket(reply));
    }

    private List<LimitStatus> limits(Response found) {
        List<LimitStatus> all = new ArrayList<>(2);
        limit(found, 0, "session", config.limit().session()).ifPresent(all::add);
        limit(found, 3, "address", config.limit().address()).ifPresent(all::add);
        return all;
    }

    private static Optional<LimitStatus> limit(Response found, int at, String policy, Limit limit) {
        long remaining = found.get(at).toLong();
        if (remaining < 0) {
            return Optional.empty();
        }
        Duration wait = Duration.of(found.get(at + 1).toLong(), ChronoUnit.MICROS);
        return Optional.of(new LimitStatus(
                policy, limit, remaining, wait, found.get(at + 2).toInteger() == 1));
    }
}
