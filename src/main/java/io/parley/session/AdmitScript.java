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
import java.util.ArrayList;
import java.util.List;
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
        this.script = new Script(redis, Money.SCRIPT, TicketScripts.SCRIPT, "redis/admit.lua");
    }

    Uni<Admission> run(Message message, boolean held, Duration remaining, Funds funds) {
        Keys keys = new Keys(message.site());
        String ip = message.visitor().ip().orElse("");
        return script.run(
                        List.of(
                                keys.session(message.session()),
                                keys.turns(message.session()),
                                keys.reply(message.session(), message.id()),
                                keys.sessionLimit(message.session()),
                                keys.addressLimit(hash.of("address", ip.isEmpty() ? ip : IpAddress.network(ip))),
                                keys.mode(),
                                keys.replies(message.session()),
                                keys.visitor(message.visitor().id().orElse(""))),
                        arguments(message, held, remaining, funds),
                        TicketScripts.arguments(keys, ""),
                        Money.arguments(funds.budget()))
                .map(this::admission);
    }

    private List<String> arguments(Message message, boolean held, Duration remaining, Funds funds) {
        Limit session = config.limit().session();
        Limit address = config.limit().address();
        boolean hasAddress = message.visitor().ip().isPresent();
        Optional<Hold> hold = config.forcedMode().isPresent() ? Optional.empty() : funds.hold();
        return List.of(
                "hold_id", hold.map(Hold::id).orElse(""),
                "hold_request", hold.map(Hold::requestId).orElse(""),
                "hold_session", hold.map(Hold::session).orElse(""),
                "hold_tokens", Long.toString(hold.map(Hold::tokens).orElse(0L)),
                "hold_nano", Long.toString(hold.map(h -> h.cost().value()).orElse(0L)),
                "hold_charges", hold.map(Hold::chargeLines).orElse(""),
                "hold_ms", Long.toString(funds.lifetime().toMillis()),
                "digest", message.digest(),
                "message", message.id().value(),
                "session", message.session().value(),
                "text", message.text(),
                "mark", held ? Turns.HELD : "",
                "visitor", message.visitor().id().orElse(""),
                "claim_ms", Long.toString(remaining.plus(LEASE_MARGIN).toMillis()),
                "window", Integer.toString(Math.max(1, config.window().turns())),
                "keep", Integer.toString(config.turnsKept()),
                "session_quota", Integer.toString(session.quota()),
                "session_window_us", Long.toString(session.windowMicros()),
                "address_quota", Integer.toString(hasAddress ? address.quota() : 0),
                "address_window_us", Long.toString(address.windowMicros()));
    }

    private Admission admission(Response response) {
        ScriptReply reply = ScriptReply.of(response);
        return switch (reply.verdict()) {
            case "admitted" ->
                new Admission.Admitted(
                        state(reply),
                        Windows.fit(turns(response.get(2)), config.window().tokens()),
                        limits(reply),
                        new Admission.Held(
                                reply.has("hold") ? reply.text("hold") : "",
                                reply.has("spent"),
                                SessionStore.texts(response.get(3)),
                                SessionStore.texts(response.get(4))));
            case "replayed" ->
                new Admission.Replayed(reply.text("reply"), SessionStore.ticket(reply), turns(response.get(2)));
            case "in_progress" -> new Admission.InProgress();
            case "message_reused" -> new Admission.MessageReused();
            case "foreign_visitor" -> new Admission.ForeignVisitor();
            case "limited" -> new Admission.Limited(limits(reply));
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

    private List<LimitStatus> limits(ScriptReply reply) {
        List<LimitStatus> all = new ArrayList<>(2);
        limit(reply, "session", config.limit().session()).ifPresent(all::add);
        limit(reply, "address", config.limit().address()).ifPresent(all::add);
        return all;
    }

    private static Optional<LimitStatus> limit(ScriptReply reply, String policy, Limit limit) {
        if (!reply.has(policy + "_remaining")) {
            return Optional.empty();
        }
        return Optional.of(new LimitStatus(
                policy,
                limit,
                reply.integer(policy + "_remaining"),
                reply.micros(policy + "_wait_us"),
                reply.has(policy + "_violated")));
    }
}
