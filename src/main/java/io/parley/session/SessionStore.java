package io.parley.session;

import io.parley.redis.Keys;
import io.parley.redis.Money;
import io.parley.redis.Script;
import io.parley.redis.ScriptReply;
import io.parley.session.Commit.Filing;
import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.Hold;
import io.parley.turn.Intent;
import io.parley.turn.IpAddress;
import io.parley.turn.KeyedHash;
import io.parley.turn.Message;
import io.parley.turn.Mode;
import io.parley.turn.NanoClock;
import io.parley.turn.Owner;
import io.parley.turn.Role;
import io.parley.turn.Turn;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The state of sessions in Redis: one script call to admit a message and one to commit its answer. Neither ever fails: a Redis
 * that is away, or does not answer within its bound, is a result.
 */
@ApplicationScoped
public class SessionStore {
    /** Idle time after which a session is forgotten, and age after which a reply is. */
    static final Duration SESSION_TTL = Duration.ofHours(24);

    static final Duration REPLY_TTL = Duration.ofHours(24);
    static final Duration TICKET_TTL = Duration.ofDays(30);

    /** A claim outlives the deadline by this much, so that no retry overtakes the slowest commit there can be. */
    static final Duration LEASE_MARGIN = Duration.ofSeconds(2);

    /** Stands in a visitor's turn where a bot's has its intent. */
    private static final String HELD = "held";

    private static final Logger LOG = Logger.getLogger(SessionStore.class);

    private final SessionConfig config;
    private final KeyedHash hash;
    private final ReactiveRedisDataSource redis;
    private final SilenceWatch watch;
    private final Script admit;
    private final Script commit;
    private final AtomicBoolean reachable = new AtomicBoolean(true);

    SessionStore(SessionConfig config, KeyedHash hash, ReactiveRedisDataSource redis, NanoClock clock, Vertx vertx) {
        this.config = config;
        this.hash = hash;
        this.redis = redis;
        this.watch = new SilenceWatch(config.redis().timeout(), clock, task -> vertx.runOnContext(v -> task.run()));
        this.admit = new Script(redis, Money.SCRIPT, "redis/admit.lua");
        this.commit = new Script(redis, Money.SCRIPT, "redis/commit.lua");
    }

    void start(@Observes StartupEvent event) {
        config.check();
        // Opens the connection that the first message needs while the rest starts; if it fails, that message finds out.
        redis.execute("PING").subscribe().with(pong -> {}, failure -> {});
    }

    /**
     * @param held whether the guard holds the message back, so that its turn is shown to no model
     * @param remaining of the message's deadline: for so long others are kept off the same message
     */
    public Uni<Admission> admit(Message message, boolean held, Duration remaining, Funds funds) {
        Keys keys = new Keys(message.site());
        Limit session = config.limit().session();
        Limit address = config.limit().address();
        String ip = message.visitor().ip().orElse("");
        Optional<Hold> hold = config.forcedMode().isPresent() ? Optional.empty() : funds.hold();
        List<String> args = List.of(
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
                "mark", held ? HELD : "",
                "visitor", message.visitor().id().orElse(""),
                "lease_ms", Long.toString(remaining.plus(LEASE_MARGIN).toMillis()),
                "session_ms", Long.toString(SESSION_TTL.toMillis()),
                "reply_ms", Long.toString(REPLY_TTL.toMillis()),
                "window", Integer.toString(Math.max(1, config.window().turns())),
                "keep", Integer.toString(turnsKept()),
                "session_quota", Integer.toString(session.quota()),
                "session_window_us", Long.toString(session.windowMicros()),
                "address_quota", Integer.toString(ip.isEmpty() ? 0 : address.quota()),
                "address_window_us", Long.toString(address.windowMicros()));
        return bounded(admit.run(
                        List.of(
                                keys.session(message.session()),
                                keys.turns(message.session()),
                                keys.reply(message.session(), message.id()),
                                keys.sessionLimit(message.session()),
                                keys.addressLimit(hash.of("address", ip.isEmpty() ? ip : IpAddress.network(ip))),
                                keys.mode(),
                                keys.replies(message.session()),
                                keys.visitor(message.visitor().id().orElse(""))),
                        Money.arguments(keys, funds.budget(), args)))
                .map(this::admission)
                .onFailure()
                .recoverWithItem(this::unavailable);
    }

    public Uni<Booked> commit(Commit commit) {
        Message message = commit.message();
        Keys keys = new Keys(message.site());
        Optional<Filing> filing = commit.filing();
        Settlement settlement = commit.settlement();
        List<String> args = List.of(
                "hold", settlement.hold(),
                "charges", Hold.lines(settlement.charges()),
                "compute",
                        settlement.compute() == null ? "" : settlement.compute().line(),
                "first", commit.admitted().turns() == 1 ? "1" : "",
                "digest", message.digest(),
                "message", message.id().value(),
                "session", message.session().value(),
                "visitor", message.visitor().id().orElse(""),
                "epoch", Long.toString(commit.admitted().epoch()),
                "owner", commit.admitted().owner().wire(),
                "release", commit.reply().isEmpty() ? "1" : "",
                "admitted_at", Long.toString(micros(commit.admitted().now())),
                "reply", commit.reply().orElse(""),
                "text", commit.text(),
                "intent", commit.intent().wire(),
                "low", commit.low().wire(),
                "file_at", filing.map(f -> Integer.toString(f.atStreak())).orElse(""),
                "ticket_id", filing.map(f -> f.open().id()).orElse(""),
                "ticket", filing.map(Filing::ticket).orElse(""),
                "queue", filing.map(f -> f.open().queue()).orElse(""),
                "due", filing.map(f -> f.open().dueAt().toString()).orElse(""),
                "handoff_reply", filing.map(Filing::reply).orElse(""),
                "handoff_text", filing.map(Filing::text).orElse(""),
                "session_ms", Long.toString(SESSION_TTL.toMillis()),
                "reply_ms", Long.toString(REPLY_TTL.toMillis()),
                "ticket_ms", Long.toString(TICKET_TTL.toMillis()),
                "keep", Integer.toString(turnsKept()));
        return bounded(this.commit.run(
                        List.of(
                                keys.session(message.session()),
                                keys.turns(message.session()),
                                keys.reply(message.session(), message.id()),
                                keys.ticket(filing.map(f -> f.open().id()).orElse("none")),
                                keys.tickets(),
                                keys.ticketsOf(message.session()),
                                keys.visitor(message.visitor().id().orElse("")),
                                keys.forgotten(message.session())),
                        Money.arguments(keys, settlement.budget(), args)))
                .map(SessionStore::booked)
                .onFailure()
                .recoverWithItem(this::lost);
    }

    private <T> Uni<T> bounded(Uni<T> call) {
        return watch.over(call).onItem().invoke(this::reached);
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
                                reply.text("hold"),
                                reply.integer("spent") == 1,
                                texts(response.get(3)),
                                texts(response.get(4))));
            case "replayed" -> new Admission.Replayed(reply.text("reply"), ticket(reply), turns(response.get(2)));
            case "in_progress" -> new Admission.InProgress();
            case "message_reused" -> new Admission.MessageReused();
            case "foreign_visitor" -> new Admission.ForeignVisitor();
            case "limited" -> new Admission.Limited(limits(reply));
            default -> throw new IllegalStateException("unknown verdict of admit.lua");
        };
    }

    private SessionState state(ScriptReply reply) {
        return new SessionState(
                Owner.of(reply.text("owner")),
                reply.integer("epoch"),
                reply.integer("streak"),
                reply.integer("turns"),
                config.forcedMode().orElseGet(() -> Mode.of(reply.text("mode"))),
                instant(reply.integer("now_us")),
                ticket(reply));
    }

    private List<Turn> turns(Response stored) {
        List<Turn> turns = new ArrayList<>();
        if (config.window().turns() > 0) {
            stored.forEach(item -> turns.add(turn(item.toString())));
        }
        return turns;
    }

    /** The form in which both scripts write a turn; the text comes last, for it may hold tabs. */
    private static Turn turn(String stored) {
        String[] part = stored.split("\t", 6);
        return new Turn(
                Role.of(part[0]),
                part[5],
                Intent.of(part[1]),
                Long.parseLong(part[2]),
                instant(Long.parseLong(part[3])),
                part[4],
                part[1].equals(HELD));
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
                reply.integer(policy + "_violated") == 1));
    }

    private static Optional<OpenTicket> ticket(ScriptReply reply) {
        return reply.text("ticket").isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new OpenTicket(reply.text("ticket"), reply.text("queue"), Instant.parse(reply.text("due"))));
    }

    private static Booked booked(Response response) {
        ScriptReply reply = ScriptReply.of(response);
        return new Booked(committed(reply), reply.integer("settled") == 1, texts(response.get(2)));
    }

    private static List<String> texts(Response list) {
        List<String> texts = new ArrayList<>(list.size());
        list.forEach(item -> texts.add(item.toString()));
        return texts;
    }

    private static Committed committed(ScriptReply reply) {
        return switch (reply.verdict()) {
            case "committed" -> new Committed.Stands();
            case "handed_off" -> new Committed.HandedOff();
            case "released" -> new Committed.Released();
            case "forgotten" -> new Committed.Forgotten();
            case "superseded" -> new Committed.Superseded(ticket(reply));
            case "replayed" -> new Committed.Replayed(reply.text("reply"), ticket(reply));
            default -> throw new IllegalStateException("unknown verdict of commit.lua");
        };
    }

    /** Tokens, by estimate, that the window may have at the most. */
    public int windowTokensMax() {
        return config.window().turns() == 0 ? 0 : config.window().tokens();
    }

    /** The window and as much again: what a ticket's transcript shows, and what bounds a session's size. */
    private int turnsKept() {
        return Math.max(8, 2 * config.window().turns());
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private Admission unavailable(Throwable failure) {
        missed(failure);
        return new Admission.Unavailable();
    }

    private Booked lost(Throwable failure) {
        missed(failure);
        return new Booked(new Committed.Lost(), false, List.of());
    }

    /** Says so when Redis goes and when it comes back, and not once a message. */
    private void missed(Throwable failure) {
        if (reachable.getAndSet(false)) {
            LOG.warnf("Redis is not reachable, answering with static replies: %s", failure.toString());
        }
    }

    private void reached() {
        if (!reachable.get() && reachable.compareAndSet(false, true)) {
            LOG.info("Redis is reachable again");
        }
    }
}
