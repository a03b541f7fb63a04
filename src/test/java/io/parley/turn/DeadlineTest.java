package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
    private static final Duration SPAN = Duration.ofSeconds(9);

    private final AtomicLong clock = new AtomicLong();

    /** A monotonic clock may start anywhere, below zero and just before it wraps around too. */
    @ParameterizedTest
    @ValueSource(longs = {0, 123_456_789, -5_000_000_000L, Long.MAX_VALUE - 1_000, Long.MIN_VALUE})
    void countsDownFromArrivalWhereverTheClockStarts(long arrival) {
        clock.set(arrival);
        Deadline deadline = Deadline.after(SPAN, arrival, clock::get);

        assertThat(deadline.remaining()).isEqualTo(SPAN);
        clock.addAndGet(Duration.ofMillis(2500).toNanos());
        assertThat(deadline.remaining()).isEqualTo(Duration.ofMillis(6500));
        clock.set(arrival + SPAN.toNanos() - 1);
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(1));
        clock.incrementAndGet();
        assertThat(deadline.remaining()).isEqualTo(Duration.ZERO);
    }

    @Test
    void nothingIsLeftAfterIt() {
        Deadline deadline = Deadline.after(SPAN, 0, clock::get);
        clock.set(Duration.ofHours(1).toNanos());
        assertThat(deadline.remaining()).isEqualTo(Duration.ZERO);
    }

    @Test
    void timeSpentBeforeItWasMadeCounts() {
        clock.set(Duration.ofSeconds(2).toNanos());
        assertThat(Deadline.after(SPAN, 0, clock::get).remaining()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void earlierOneLeavesTheMarginAndTheFirstAsItWas() {
        Deadline deadline = Deadline.after(SPAN, 0, clock::get);
        Deadline earlier = deadline.earlierBy(Duration.ofMillis(350));

        assertThat(earlier.remaining()).isEqualTo(Duration.ofMillis(8650));
        clock.set(Duration.ofMillis(8800).toNanos());
        assertThat(earlier.remaining()).isEqualTo(Duration.ZERO);
        assertThat(deadline.remaining()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void marginBeyondTheWholeSpanLeavesNothing() {
        Deadline deadline = Deadline.after(SPAN, 0, clock::get);
        assertThat(deadline.earlierBy(Duration.ofMinutes(1)).remaining()).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 1_000})
    void spanCutsADeadlineShortAndNeverMakesItLonger(long arrival) {
        clock.set(arrival);
        Deadline deadline = Deadline.after(SPAN, arrival, clock::get);
        assertThat(deadline.atMost(Duration.ofSeconds(2)).remaining()).isEqualTo(Duration.ofSeconds(2));
        assertThat(deadline.atMost(Duration.ofMinutes(2)).remaining()).isEqualTo(SPAN);

        clock.addAndGet(Duration.ofSeconds(8).toNanos());
        assertThat(deadline.atMost(Duration.ofSeconds(2)).remaining()).isEqualTo(Duration.ofSeconds(1));
        clock.addAndGet(Duration.ofSeconds(8).toNanos());
        assertThat(deadline.atMost(Duration.ofSeconds(2)).remaining()).isEqualTo(Duration.ZERO);
    }
}
