package io.parley.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.ValueSource;

class BusyClockTest {
    /** The virtual clock loses less than this at each entry and each exit. */
    private static final double CLOCK_GRAIN_NANOS = 1 / 64.0;

    private final BusyClock clock = new BusyClock(0);

    /** One invocation, by the readings of the clock when it came and went. */
    private record Span(long start, long end) {}

    /** A moment at which an invocation comes or goes. */
    private record Event(long at, boolean enters, int invocation) {}

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000_000_000L, -5_000_000_000L})
    void invocationAloneHasTheWholeTime(long start) {
        long entered = clock.enter(start);
        assertThat(clock.leave(entered, start + 2_000_000_000L)).isEqualTo(2_000_000_000L);
    }

    @Test
    void timeBetweenInvocationsIsNobodys() {
        long first = clock.enter(0);
        assertThat(clock.leave(first, 100)).isEqualTo(100);
        long second = clock.enter(1_000_000);
        assertThat(clock.leave(second, 1_000_050)).isEqualTo(50);
    }

    @Test
    void overlapIsShared() {
        long first = clock.enter(0);
        long second = clock.enter(600); // alone for 600, together for 400, the second alone for 200
        assertThat(clock.leave(first, 1000)).isEqualTo(800);
        assertThat(clock.leave(second, 1200)).isEqualTo(400);
    }

    @Test
    void thousandAtOnceHaveAThousandthEach() {
        List<Long> entered = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            entered.add(clock.enter(0));
        }
        assertThat(entered)
                .allSatisfy(e -> assertThat(clock.leave(e, 2_000_000_000L)).isEqualTo(2_000_000L));
    }

    @Test
    void readingThatComesLateTurnsNoClockBack() {
        long first = clock.enter(1000);
        long second = clock.enter(900); // read before the first one's, taken after
        assertThat(clock.leave(second, 1100)).isEqualTo(50);
        assertThat(clock.leave(first, 1050)).isEqualTo(50);
    }

    @Property
    void sharesAddUpToTheBusyTime(@ForAll("spans") List<Span> spans) {
        List<Long> shares = shares(spans, 0);
        long sum = shares.stream().mapToLong(Long::longValue).sum();
        int n = spans.size();

        assertThat(sum).isLessThanOrEqualTo(busy(spans));
        assertThat((double) (busy(spans) - sum)).isLessThanOrEqualTo(n + 2.0 * n * n * CLOCK_GRAIN_NANOS);
    }

    /** As the platform bills it. */
    @Property
    void whereSpansAreRoundedUpSharesAddUpToTheRoundedSpans(@ForAll("spans") List<Span> spans) {
        long granularity = 10_000;
        long sum =
                shares(spans, granularity).stream().mapToLong(Long::longValue).sum();
        long billed = busySpans(spans).stream()
                .mapToLong(span -> (span + granularity - 1) / granularity * granularity)
                .sum();
        int n = spans.size();

        assertThat(sum).isLessThanOrEqualTo(billed);
        assertThat((double) (billed - sum)).isLessThanOrEqualTo(n + 2.0 * n * n * CLOCK_GRAIN_NANOS);
    }

    @Test
    void whoEndsASpanHasWhatItIsRoundedUpBy() {
        BusyClock rounding = new BusyClock(100);
        long first = rounding.enter(0);
        long second = rounding.enter(10);
        assertThat(rounding.leave(second, 30)).isEqualTo(10);
        assertThat(rounding.leave(first, 120)).isEqualTo(10 + 10 + 90 + 80);
        long exact = rounding.enter(1000);
        assertThat(rounding.share(exact, 1060)).as("so far").isEqualTo(60);
        assertThat(rounding.leave(exact, 1200)).as("nothing to round").isEqualTo(200);
    }

    @Property
    void eachShareIsFair(@ForAll("spans") List<Span> spans) {
        List<Long> shares = shares(spans, 0);
        for (int i = 0; i < spans.size(); i++) {
            double tolerance = 1 + 2 * spans.size() * CLOCK_GRAIN_NANOS;
            assertThat((double) shares.get(i)).isCloseTo(fairShare(i, spans), within(tolerance));
        }
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

    private static List<Long> shares(List<Span> spans, long granularity) {
        BusyClock clock = new BusyClock(granularity);
        Long[] entered = new Long[spans.size()];
        Long[] shares = new Long[spans.size()];
        for (Event event : events(spans)) {
            int i = event.invocation();
            if (event.enters()) {
                entered[i] = clock.enter(event.at());
            } else {
                shares[i] = clock.leave(entered[i], event.at());
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
        return busySpans(spans).stream().mapToLong(Long::longValue).sum();
    }

    /** Lengths of the times in which at least one invocation ran. One that begins when the last ends belongs to the same. */
    private static List<Long> busySpans(List<Span> spans) {
        List<Long> lengths = new ArrayList<>();
        long from = Long.MIN_VALUE;
        long until = Long.MIN_VALUE;
        for (Span span :
                spans.stream().sorted(Comparator.comparingLong(Span::start)).toList()) {
            if (span.start() > until) {
                if (until != Long.MIN_VALUE) {
                    lengths.add(until - from);
                }
                from = span.start();
            }
            until = Math.max(until, span.end());
        }
        lengths.add(until - from);
        return lengths;
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
