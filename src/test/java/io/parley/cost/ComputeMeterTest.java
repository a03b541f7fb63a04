package io.parley.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.parley.turn.NanoUsd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeMeterTest {
    /** The virtual clock loses less than this at each entry and each exit. */
    private static final double CLOCK_GRAIN_NANOS = 1 / 64.0;

    private final ComputeMeter meter = new ComputeMeter(Instance.of("1", "0.5"));

    /** An instance at the default prices. */
    private record Instance(BigDecimal vcpu, BigDecimal memoryGib, long vcpuSecond, long gibSecond, long request)
            implements ComputeConfig {
        static Instance of(String vcpu, String memoryGib) {
            return new Instance(new BigDecimal(vcpu), new BigDecimal(memoryGib), 24_000, 2_500, 400);
        }
    }

    /** One invocation, by the readings of the clock when it came and went. */
    private record Span(long start, long end) {}

    /** A moment at which an invocation comes or goes. */
    private record Event(long at, boolean enters, int invocation) {}

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000_000_000L, -5_000_000_000L})
    void invocationAloneHasTheWholeTime(long start) {
        long entered = meter.enter(start);
        assertThat(meter.leave(entered, start + 2_000_000_000L)).isEqualTo(2_000_000_000L);
    }

    @Test
    void timeBetweenInvocationsIsNobodys() {
        long first = meter.enter(0);
        assertThat(meter.leave(first, 100)).isEqualTo(100);
        long second = meter.enter(1_000_000);
        assertThat(meter.leave(second, 1_000_050)).isEqualTo(50);
    }

    @Test
    void overlapIsShared() {
        long first = meter.enter(0);
        long second = meter.enter(600); // alone for 600, together for 400, the second alone for 200
        assertThat(meter.leave(first, 1000)).isEqualTo(800);
        assertThat(meter.leave(second, 1200)).isEqualTo(400);
    }

    @Test
    void thousandAtOnceHaveAThousandthEach() {
        List<Long> entered = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            entered.add(meter.enter(0));
        }
        assertThat(entered)
                .allSatisfy(e -> assertThat(meter.leave(e, 2_000_000_000L)).isEqualTo(2_000_000L));
    }

    @Test
    void readingThatComesLateTurnsNoClockBack() {
        long first = meter.enter(1000);
        long second = meter.enter(900); // read before the first one's, taken after
        assertThat(meter.leave(second, 1100)).isEqualTo(50);
        assertThat(meter.leave(first, 1050)).isEqualTo(50);
    }

    @Property
    void sharesAddUpToTheBusyTime(@ForAll("spans") List<Span> spans) {
        List<Long> shares = shares(spans);
        long sum = shares.stream().mapToLong(Long::longValue).sum();
        int n = spans.size();

        assertThat(sum).isLessThanOrEqualTo(busy(spans));
        assertThat((double) (busy(spans) - sum)).isLessThanOrEqualTo(n + 2.0 * n * n * CLOCK_GRAIN_NANOS);
    }

    @Property
    void eachShareIsFair(@ForAll("spans") List<Span> spans) {
        List<Long> shares = shares(spans);
        for (int i = 0; i < spans.size(); i++) {
            double tolerance = 1 + 2 * spans.size() * CLOCK_GRAIN_NANOS;
            assertThat((double) shares.get(i)).isCloseTo(fairShare(i, spans), within(tolerance));
        }
    }

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
        ComputeMeter priced = new ComputeMeter(Instance.of(vcpu, memoryGib));
        assertThat(priced.price(shareNanos)).isEqualTo(new NanoUsd(nanoUsd));
    }

    @Provide
    Arbitrary<List<Span>> spans() {
        Arbitrary<Long> starts = Arbitraries.longs().between(0, 100_000);
        Arbitrary<Long> lengths = Arbitraries.longs().between(0, 50_000);
        return Combinators.combine(starts, lengths)
                .as((start, length) -> new Span(start, start + length))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    private static List<Long> shares(List<Span> spans) {
        ComputeMeter meter = new ComputeMeter(Instance.of("1", "0.5"));
        Long[] entered = new Long[spans.size()];
        Long[] shares = new Long[spans.size()];
        for (Event event : events(spans)) {
            int i = event.invocation();
            if (event.enters()) {
                entered[i] = meter.enter(event.at());
            } else {
                shares[i] = meter.leave(entered[i], event.at());
            }
        }
        return List.of(shares);
    }

    private static List<Event> events(List<Span> spans) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            events.add(new Event(spans.get(i).start(), true, i));
            events.add(new Event(spans.get(i).end(), false, i));
        }
        events.sort(Comparator.comparingLong(Event::at).thenComparing(event -> !event.enters()));
        return events;
    }

    /** The time in which at least one invocation ran. */
    private static long busy(List<Span> spans) {
        long busy = 0;
        long until = Long.MIN_VALUE;
        for (Span span :
                spans.stream().sorted(Comparator.comparingLong(Span::start)).toList()) {
            busy += Math.max(0, span.end() - Math.max(span.start(), until));
            until = Math.max(until, span.end());
        }
        return busy;
    }

    /** The definition, moment by moment between the events, without any virtual clock. */
    private static double fairShare(int invocation, List<Span> spans) {
        Span own = spans.get(invocation);
        List<Long> moments = events(spans).stream().map(Event::at).toList();
        double share = 0;
        for (int i = 0; i + 1 < moments.size(); i++) {
            long from = moments.get(i);
            long to = moments.get(i + 1);
            if (own.start() <= from && to <= own.end()) {
                long active = spans.stream()
                        .filter(s -> s.start() <= from && to <= s.end())
                        .count();
                share += (to - from) / (double) active;
            }
        }
        return share;
    }
}
