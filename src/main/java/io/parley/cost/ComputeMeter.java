package io.parley.cost;

import io.parley.turn.ComputeCharge;
import io.parley.turn.NanoUsd;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What each invocation costs of the instance that it shares with others, and what of that is yet to be counted for its site. The
 * commit counts what an invocation has cost so far; what comes after, and what invocations without a commit cost, waits here for the
 * site's next commit on this instance.
 */
@Singleton
public class ComputeMeter {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);
    private static final long VCPU_SECOND = 24_000;
    private static final long VCPU_SECOND_OF_INSTANCE = 18_000;
    private static final long GIB_SECOND = 2_500;
    private static final long GIB_SECOND_OF_INSTANCE = 2_000;
    private static final long REQUEST = 400;
    private static final Duration GRANULARITY = Duration.ofMillis(100);

    /** Where anybody may call, anybody may make up sites. */
    private static final int SITES_MAX = 10_000;

    private final String prices;
    private final BigDecimal nanoUsdPerSecond;
    private final BigDecimal nanoUsdPerRequest;
    private final BusyClock clock;
    private final Map<SiteId, ComputeCharge> waiting = new HashMap<>();

    ComputeMeter(ComputeConfig config) {
        boolean instance = config.billing() == ComputeConfig.Billing.INSTANCE;
        BigDecimal vcpuSecond =
                BigDecimal.valueOf(config.vcpuSecond().orElse(instance ? VCPU_SECOND_OF_INSTANCE : VCPU_SECOND));
        BigDecimal gibSecond =
                BigDecimal.valueOf(config.gibSecond().orElse(instance ? GIB_SECOND_OF_INSTANCE : GIB_SECOND));
        this.nanoUsdPerRequest = BigDecimal.valueOf(config.request().orElse(instance ? 0 : REQUEST));
        this.nanoUsdPerSecond =
                config.vcpu().multiply(vcpuSecond).add(config.memoryGib().multiply(gibSecond));
        this.clock = new BusyClock(config.granularity()
                .orElse(instance ? Duration.ZERO : GRANULARITY)
                .toNanos());
        this.prices = String.join(
                ",",
                plain(config.vcpu()),
                plain(config.memoryGib()),
                plain(vcpuSecond),
                plain(gibSecond),
                plain(nanoUsdPerRequest));
    }

    static void check(@Observes StartupEvent event, ComputeConfig config) {
        config.check();
    }

    /** What a commit counts: everything that waited, and of it the part of the invocation that commits. */
    public record Due(ComputeCharge all, ComputeCharge own) {}

    /**
     * @param nowNanos a monotonic clock
     * @return to be handed to {@link #due} and {@link #leave}
     */
    public synchronized long enter(long nowNanos) {
        return clock.enter(nowNanos);
    }

    /** Takes what is to be counted for the site now. */
    public synchronized Due due(SiteId site, long entered, long nowNanos) {
        ComputeCharge own = charge(clock.share(entered, nowNanos));
        ComputeCharge waited = waiting.remove(site);
        return new Due(waited == null ? own : own.plus(waited), own);
    }

    /**
     * Ends an invocation.
     *
     * @param counted what of it a commit has counted; null for nothing
     * @return what all of it cost
     */
    public synchronized NanoUsd leave(SiteId site, long entered, long nowNanos, ComputeCharge counted) {
        ComputeCharge all = charge(clock.leave(entered, nowNanos));
        ComputeCharge rest = counted == null
                ? all
                : new ComputeCharge(
                        prices,
                        all.nanoseconds() - counted.nanoseconds(),
                        new NanoUsd(all.cost().value() - counted.cost().value()),
                        0);
        if (waiting.size() < SITES_MAX || waiting.containsKey(site)) {
            waiting.merge(site, rest, ComputeCharge::plus);
        }
        return all.cost();
    }

    /** What a request costs that no other shared the time of, as is said of those that were refused at the edge. */
    public NanoUsd price(long nanos) {
        return charge(nanos).cost();
    }

    /** The request's fee included, rounded up. */
    private ComputeCharge charge(long nanos) {
        BigDecimal cost = nanoUsdPerSecond
                .multiply(BigDecimal.valueOf(nanos))
                .divide(NANOS, 9, RoundingMode.UP)
                .add(nanoUsdPerRequest);
        NanoUsd rounded = new NanoUsd(cost.setScale(0, RoundingMode.CEILING).longValueExact());
        return new ComputeCharge(prices, nanos, rounded, 1);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
