package io.parley.session;

import io.parley.turn.NanoClock;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls to a Redis that has fallen silent: nothing came back for as long as the bound, since the call or since the last answer
 * to any call. A hung Redis is found out within the bound; a burst of messages, whose last must wait for its turn while answers pour
 * in, is not mistaken for one. Nor is a burst that keeps our own event loops busy, as it does while a JVM is cold: where these lag,
 * answers may be lying there unread, and the call gets another span. Beyond {@value #PATIENCE} times the bound it ends in any case.
 */
final class SilenceWatch {
    private static final int PATIENCE = 8;
    private static final int LAG_FRACTION = 10;

    /** The loop's own begin with 0. */
    private static final long NO_TIMER = -1;

    private final long boundNanos;
    private final NanoClock clock;
    private final Loop loop;
    private volatile long lastAnswer;

    /** The event loop that a call came by. */
    interface Loop {
        /** Once what is there before it is done. */
        void next(Runnable task);

        /** @return what to {@link #cancel} */
        long after(long millis, Runnable task);

        void cancel(long id);
    }

    SilenceWatch(Duration bound, NanoClock clock, Loop loop) {
        this.boundNanos = bound.toNanos();
        this.clock = clock;
        this.loop = loop;
        this.lastAnswer = clock.getAsLong() - boundNanos;
    }

    /** @return the call, or a {@link TimeoutException}; the one that comes too late is cancelled */
    <T> Uni<T> over(Uni<T> call) {
        return Uni.createFrom().emitter(emitter -> new Watched<T>(emitter).begin(call));
    }

    /** By hand, for an operator that races two events makes an exception with its stack of each that loses. */
    private final class Watched<T> {
        private final UniEmitter<? super T> emitter;
        private final long called = clock.getAsLong();
        private volatile boolean over;
        private volatile long timer = NO_TIMER;
        private Cancellable answer;

        Watched(UniEmitter<? super T> emitter) {
            this.emitter = emitter;
        }

        void begin(Uni<T> call) {
            answer = call.subscribe()
                    .with(
                            item -> {
                                lastAnswer = clock.getAsLong();
                                emitter.complete(item);
                            },
                            emitter::fail);
            emitter.onTermination(() -> {
                over = true;
                loop.cancel(timer);
                answer.cancel();
            });
            watch(called);
        }

        private void watch(long since) {
            if (over) {
                return;
            }
            long now = clock.getAsLong();
            long heard = Math.max(since, lastAnswer);
            long end = Math.min(heard + boundNanos, called + PATIENCE * boundNanos);
            if (now < end) {
                timer = loop.after(1 + TimeUnit.NANOSECONDS.toMillis(end - now - 1), () -> watch(since));
                if (over) {
                    loop.cancel(timer);
                }
            } else if (now < heard + boundNanos) {
                end();
            } else {
                loop.next(() -> lagged(now));
            }
        }

        private void lagged(long asked) {
            long now = clock.getAsLong();
            if (now - asked > boundNanos / LAG_FRACTION) {
                watch(now);
            } else {
                end();
            }
        }

        private void end() {
            answer.cancel();
            emitter.fail(new TimeoutException());
        }
    }
}
