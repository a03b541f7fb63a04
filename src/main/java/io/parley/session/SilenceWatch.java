package io.parley.session;

import io.parley.turn.NanoClock;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Ends calls to a Redis that has fallen silent: nothing came back for as long as the bound, since the call or since the last answer
 * to any call. A hung Redis is found out within the bound; a burst of messages, whose last must wait for its turn while answers pour
 * in, is not mistaken for one. Nor is a burst that keeps our own event loops busy, as it does while a JVM is cold: where these lag,
 * answers may be lying there unread, and the call gets another span. Beyond {@value #PATIENCE} times the bound it ends in any case.
 */
final class SilenceWatch {
    private static final int PATIENCE = 8;
    private static final int LAG_FRACTION = 10;

    private final long boundNanos;
    private final NanoClock clock;
    private final Executor eventLoops;
    private volatile long lastAnswer;

    /** @param eventLoops run a task once what they have before it is done */
    SilenceWatch(Duration bound, NanoClock clock, Executor eventLoops) {
        this.boundNanos = bound.toNanos();
        this.clock = clock;
        this.eventLoops = eventLoops;
        this.lastAnswer = clock.getAsLong() - boundNanos;
    }

    /** @return the call, or a {@link TimeoutException}; the one that comes too late is cancelled */
    <T> Uni<T> over(Uni<T> call) {
        return Uni.createFrom().deferred(() -> {
            long called = clock.getAsLong();
            Uni<T> answer = call.onItem().invoke(() -> lastAnswer = clock.getAsLong());
            return Uni.combine().any().of(answer, silence(called, called));
        });
    }

    /** Never an item: a failure, at the moment when it is certain. */
    private <T> Uni<T> silence(long called, long since) {
        long now = clock.getAsLong();
        long heard = Math.max(since, lastAnswer);
        long end = Math.min(heard + boundNanos, called + PATIENCE * boundNanos);
        if (now < end) {
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(Duration.ofNanos(end - now))
                    .chain(() -> silence(called, since));
        }
        if (now < heard + boundNanos) {
            return Uni.createFrom().failure(new TimeoutException());
        }
        return lag().chain(lag -> lag > boundNanos / LAG_FRACTION
                ? silence(called, clock.getAsLong())
                : Uni.createFrom().failure(new TimeoutException()));
    }

    private Uni<Long> lag() {
        long asked = clock.getAsLong();
        return Uni.createFrom()
                .emitter(emitter -> eventLoops.execute(() -> emitter.complete(clock.getAsLong() - asked)));
    }
}
