package io.parley.turn;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The moment by which an invocation must have answered, on a monotonic clock, so that a step of the wall clock moves nothing. */
public final class Deadline {
    private final long atNanos;
    private final LongSupplier nanoClock;

    private Deadline(long atNanos, LongSupplier nanoClock) {
        this.atNanos = atNanos;
        this.nanoClock = nanoClock;
    }

    /**
     * @param arrivalNanos a reading of {@code nanoClock}
     * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime()}
     */
    public static Deadline after(Duration span, long arrivalNanos, LongSupplier nanoClock) {
        return new Deadline(arrivalNanos + span.toNanos(), nanoClock);
    }

    /** The same deadline, moved forward to leave time for what comes after. */
    public Deadline earlierBy(Duration margin) {
        return new Deadline(atNanos - margin.toNanos(), nanoClock);
    }

    /** The same deadline, or the end of this span from now if that comes before. */
    public Deadline atMost(Duration span) {
        long now = nanoClock.getAsLong();
        return new Deadline(now + Math.min(atNanos - now, span.toNanos()), nanoClock);
    }

    /** What is left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - nanoClock.getAsLong()));
    }
}
