package io.parley.session;

import io.parley.redis.ScriptReply;
import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.KeyedHash;
import io.parley.turn.Message;
import io.parley.turn.NanoClock;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The state of sessions in Redis: one script call to admit a message and one to commit its answer. Neither ever fails: a Redis
 * that is away, or does not answer within its bound, is a result.
 */
@Singleton
public class SessionStore {
    private static final Logger LOG = Logger.getLogger(SessionStore.class);

    private final SessionConfig config;
    private final ReactiveRedisDataSource redis;
    private final SilenceWatch watch;
    private final AdmitScript admit;
    private final CommitScript commit;
    private final AtomicBoolean reachable = new AtomicBoolean(true);

    SessionStore(SessionConfig config, KeyedHash hash, ReactiveRedisDataSource redis, NanoClock clock, Vertx vertx) {
        this.config = config;
        this.redis = redis;
        this.watch = new SilenceWatch(config.redis().timeout(), clock, loop(vertx));
        this.admit = new AdmitScript(config, hash, redis);
        this.commit = new CommitScript(config, redis);
    }

    private static SilenceWatch.Loop loop(Vertx vertx) {
        return new SilenceWatch.Loop() {
            @Override
            public void next(Runnable task) {
                vertx.runOnContext(v -> task.run());
            }

            @Override
            public long after(long millis, Runnable task) {
                return vertx.setTimer(millis, id -> task.run());
            }

            @Override
            public void cancel(long id) {
                vertx.cancelTimer(id);
            }
        };
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
        return bounded(admit.run(message, held, remaining, funds), new Admission.Unavailable());
    }

    public Uni<Booked> commit(Commit commit) {
        return bounded(this.commit.run(commit), new Booked(new Committed.Lost(), false, List.of(), Optional.empty()));
    }

    /** An emitter keeps nothing of a call that is over; the steps of a Uni keep it, with all that was sent, as long as the model thinks. */
    private <T> Uni<T> bounded(Uni<T> call, T unreachable) {
        return Uni.createFrom()
                .emitter(emitter -> watch.over(call)
                        .subscribe()
                        .with(
                                item -> {
                                    reached();
                                    emitter.complete(item);
                                },
                                failure -> {
                                    missed(failure);
                                    emitter.complete(unreachable);
                                }));
    }

    static Optional<OpenTicket> ticket(ScriptReply reply) {
        return reply.has("ticket")
                ? Optional.of(
                        new OpenTicket(reply.text("ticket"), reply.text("queue"), Instant.parse(reply.text("due"))))
                : Optional.empty();
    }

    /** The texts of a list in a script's reply; none if it was left out. */
    static List<String> texts(Response reply, int at) {
        if (reply.size() <= at) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        reply.get(at).forEach(item -> texts.add(item.toString()));
        return texts;
    }

    /** Tokens, by estimate, that the window may have at the most. */
    public int windowTokensMax() {
        return config.window().turns() == 0 ? 0 : config.window().tokens();
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
