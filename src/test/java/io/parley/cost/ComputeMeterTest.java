package io.parley.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.Mappings;
import io.parley.turn.ComputeCharge;
import io.parley.turn.NanoUsd;
import io.parley.turn.SiteId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputeMeterTest {
    private static final SiteId SHOP = new SiteId("shop");
    private static final SiteId OTHER = new SiteId("other");
    private static final long MS = 1_000_000;

    private final ComputeMeter meter = meter(Map.of());

    /** At the default prices: 24,000 nano-USD a vCPU second, 2,500 a GiB second, 400 a request. */
    @ParameterizedTest(name = "{0} vCPU, {1} GiB, {2} ns")
    @CsvSource({
        "1,     0.5,  2000000000, 50900",
        "1,     0.5,  0,          400",
        "1,     0.5,  1,          401",
        "1,     0.5,  40000000,   1410",
        "1,     0.5,  40000001,   1411",
        "2,     1,    1000000000, 50900",
        "0.083, 0.128, 3000000000, 7336",
        "1,     0.5,  3600000000000, 90900400",
        "0.000001, 0.000001, 1, 401",
    })
    void priceIsRoundedUpOnce(String vcpu, String memoryGib, long shareNanos, long nanoUsd) {
        ComputeMeter priced = meter(Map.of("parley.compute.vcpu", vcpu, "parley.compute.memory-gib", memoryGib));
        assertThat(priced.price(shareNanos)).isEqualTo(new NanoUsd(nanoUsd));
    }

    /** An invocation that has the instance to itself. */
    @ParameterizedTest(name = "{0}: {1} ms")
    @CsvSource({
        "request,  2000, 50900",
        "request,  1,    2925",
        "request,  101,  5450",
        "instance, 2000, 38000",
        "instance, 1,    19",
    })
    void billingDecidesPricesAndRounding(String billing, long millis, long nanoUsd) {
        ComputeMeter one = meter(Map.of("parley.compute.billing", billing));
        long entered = one.enter(0);
        assertThat(one.leave(SHOP, entered, millis * MS, null)).isEqualTo(new NanoUsd(nanoUsd));
    }

    @Test
    void whatACommitDoesNotCountWaitsForTheNextOfItsSite() {
        long first = meter.enter(0);
        ComputeMeter.Due due = meter.due(SHOP, first, 40 * MS);
        assertThat(due.all()).isEqualTo(due.own()).isEqualTo(charge(40 * MS, 400 + 1010, 1));
        NanoUsd cost = meter.leave(SHOP, first, 60 * MS, due.own());
        assertThat(cost).as("rounded up to 100 ms").isEqualTo(new NanoUsd(400 + 2525));

        long refused = meter.enter(200 * MS);
        meter.leave(SHOP, refused, 210 * MS, null);

        long elsewhere = meter.enter(400 * MS);
        assertThat(meter.due(OTHER, elsewhere, 400 * MS).all()).isEqualTo(charge(0, 400, 1));
        meter.leave(OTHER, elsewhere, 400 * MS, charge(0, 400, 1));

        long next = meter.enter(600 * MS);
        assertThat(meter.due(SHOP, next, 600 * MS).all())
                .isEqualTo(charge(60 * MS + 100 * MS, (2925 - 1410) + 2925 + 400, 3 - 1));
    }

    private static ComputeCharge charge(long nanos, long nanoUsd, long invocations) {
        return new ComputeCharge("1,0.5,24000,2500,400", nanos, new NanoUsd(nanoUsd), invocations);
    }

    private static ComputeMeter meter(Map<String, String> properties) {
        return new ComputeMeter(Mappings.of(ComputeConfig.class, properties));
    }
}
