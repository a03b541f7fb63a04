package io.parley.cost;

import io.parley.turn.NanoUsd;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What each invocation costs of the instance that it shares with others: the time it ran, each moment divided by the number of
 * invocations running then. A virtual clock does it in constant time: it advances by dt / active, and a share is the difference
 * between its readings at the end and at the start.
 */
@ApplicationScoped
public class ComputeMeter {
    /** Virtual time is kept in 1/64 ns, so that the division loses less than the real clock's grain. */
    private static final long SCALE = 64;

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private final BigDecimal nanoUsdPerSecond;
    private final BigDecimal nanoUsdPerRequest;
    private long virtual;
    private long last;
    private int active;

    ComputeMeter(ComputeConfig config) {
        this.nanoUsdPerSecond = config.vcpu()
                .multiply(BigDecimal.valueOf(config.vcpuSecond()))
                .add(config.memoryGib().multiply(BigDecimal.valueOf(config.gibSecond())));
        this.nanoUsdPerRequest = BigDecimal.valueOf(config.request());
    }

    static void check(@Observes StartupEvent event, ComputeConfig config) {
        config.check();
    }

    /**
     * @param nowNanos a monotonic clock
     * @return the virtual clock, to be handed to {@link #leave}
     */
    public synchronized long enter(long nowNanos) {
        advance(nowNanos);
        active++;
        return virtual;
    }

    /** @return the invocation's fair share of the instance's busy time, in nanoseconds */
    public synchronized long leave(long entered, long nowNanos) {
        advance(nowNanos);
        active--;
        return (virtual - entered) / SCALE;
    }

    /** What a share of busy time costs, the request's fee included, rounded up. */
    public NanoUsd price(long shareNanos) {
        BigDecimal cost = nanoUsdPerSecond
                .multiply(BigDecimal.valueOf(shareNanos))
                .divide(NANOS, 9, RoundingMode.UP)
                .add(nanoUsdPerRequest);
        return new NanoUsd(cost.setScale(0, RoundingMode.CEILING).longValueExact());
    }

    private void advance(long nowNanos) {
        long now = active > 0 ? Math.max(nowNanos, last) : nowNanos;
        if (active > 0) {
            virtual += (now - last) * SCALE / active;
        }
        last = now;
    }
}
