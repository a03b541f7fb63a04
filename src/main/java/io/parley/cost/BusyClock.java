package io.parley.cost;

/**
 * Shares an instance's busy time among the invocations that overlap in it: each moment divided by the number of invocations running
 * then. A virtual clock does it in constant time: it advances by dt / active, and a share is the difference between its readings at
 * the end and at the start. Where the platform rounds a span of busy time up, who ends the span has the rest. All times are
 * nanoseconds. Not safe for use by several threads.
 */
final class BusyClock {
    /** Virtual time is kept in 1/64 ns, so that the division loses less than the real clock's grain. */
    private static final long SCALE = 64;

    private final long granularity;
    private long virtual;
    private long last;
    private long begin;
    private int active;

    /** @param granularity up to whose multiple a span of busy time is rounded; 0 for none */
    BusyClock(long granularity) {
        this.granularity = granularity;
    }

    /**
     * @param now a monotonic clock
     * @return the virtual clock, to be handed to {@link #share} and {@link #leave}
     */
    long enter(long now) {
        if (active == 0) {
            begin = now;
        }
        advance(now);
        active++;
        return virtual;
    }

    /** @return the invocation's share so far */
    long share(long entered, long now) {
        advance(now);
        return (virtual - entered) / SCALE;
    }

    /** @return the invocation's share of the span, which ends if it is the last in it */
    long leave(long entered, long now) {
        advance(now);
        active--;
        long share = (virtual - entered) / SCALE;
        return active == 0 ? share + rest(last - begin) : share;
    }

    private long rest(long span) {
        long over = granularity == 0 ? 0 : span % granularity;
        return over == 0 ? 0 : granularity - over;
    }

    private void advance(long now) {
        long later = active > 0 ? Math.max(now, last) : now;
        if (active > 0) {
            virtual += (later - last) * SCALE / active;
        }
        last = later;
    }
}
