package io.parley.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptsTest {
    private static final String ADDRESS = "203.0.113.7";
    private static final int QUOTA = 5;
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration INTERVAL = WINDOW.dividedBy(QUOTA);

    private long now;
    private final Attempts attempts = new Attempts(QUOTA, WINDOW, () -> now);

    @Test
    void letsTheQuotaThroughAtOnceAndNoMore() {
        for (int i = 0; i < QUOTA; i++) {
            assertThat(attempts.blocked(ADDRESS)).isEmpty();
            attempts.failed(ADDRESS);
        }
        assertThat(attempts.blocked(ADDRESS)).contains(INTERVAL);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 20_000_000_000L})
    void letsOneThroughInEachIntervalAfterThat(long start) {
        now = start;
        fail(ADDRESS, QUOTA);
        for (int i = 0; i < 3 * QUOTA; i++) {
            now += INTERVAL.toNanos() - 1;
            assertThat(attempts.blocked(ADDRESS)).contains(Duration.ofNanos(1));
            now++;
            assertThat(attempts.blocked(ADDRESS)).isEmpty();
            attempts.failed(ADDRESS);
            assertThat(attempts.blocked(ADDRESS)).contains(INTERVAL);
        }
    }

    @Test
    void wholeQuotaIsBackAfterTheWindow() {
        fail(ADDRESS, QUOTA);
        now += WINDOW.toNanos();
        for (int i = 0; i < QUOTA; i++) {
            assertThat(attempts.blocked(ADDRESS)).isEmpty();
            attempts.failed(ADDRESS);
        }
        assertThat(attempts.blocked(ADDRESS)).isPresent();
    }

    @Test
    void quietTimeSavesUpNoMoreThanTheQuota() {
        attempts.failed(ADDRESS);
        now += WINDOW.toNanos() * 1000;
        fail(ADDRESS, QUOTA);
        assertThat(attempts.blocked(ADDRESS)).contains(INTERVAL);
    }

    @Test
    void askingCostsNothing() {
        for (int i = 0; i < 10 * QUOTA; i++) {
            assertThat(attempts.blocked(ADDRESS)).isEmpty();
        }
    }

    @Test
    void oneFailureIsTheLeastQuota() {
        Attempts strict = new Attempts(1, WINDOW, () -> now);
        strict.failed(ADDRESS);
        assertThat(strict.blocked(ADDRESS)).contains(WINDOW);
        now += WINDOW.toNanos();
        assertThat(strict.blocked(ADDRESS)).isEmpty();
    }

    @Test
    void otherAddressesAreUnaffected() {
        fail(ADDRESS, QUOTA);
        assertThat(attempts.blocked("203.0.113.8")).isEmpty();
        assertThat(attempts.blocked("2001:db8::1")).isEmpty();
        attempts.failed("203.0.113.8");
        assertThat(attempts.blocked("203.0.113.8")).isEmpty();
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        fail(ADDRESS, QUOTA);
        failOthers(Attempts.ADDRESSES_MAX - 1);
        assertThat(attempts.blocked(ADDRESS)).as("room for all of them").isPresent();
        failOthers(Attempts.ADDRESSES_MAX);
        assertThat(attempts.blocked(ADDRESS)).as("the quietest").isEmpty();
    }

    @Test
    void addressThatGoesOnTryingIsNotForgotten() {
        fail(ADDRESS, QUOTA);
        for (int i = 0; i < 2 * Attempts.ADDRESSES_MAX; i++) {
            attempts.failed("other " + i);
            assertThat(attempts.blocked(ADDRESS)).isPresent();
        }
    }

    @Property
    void neverLetsMoreThroughThanTheQuotaAndItsShareOfTheTime(
            @ForAll @Size(max = 300) List<@IntRange(max = 30_000) Integer> pausesMs,
            @ForAll @IntRange(min = 1, max = 20) int quota,
            @ForAll @IntRange(min = 1, max = 120) int windowSeconds) {
        Duration window = Duration.ofSeconds(windowSeconds);
        Attempts tried = new Attempts(quota, window, () -> now);
        long start = now;
        long through = 0;
        for (int pauseMs : pausesMs) {
            // Most attempts come in bursts.
            now += pauseMs > 10_000 ? 0 : Duration.ofMillis(pauseMs).toNanos();
            if (tried.blocked(ADDRESS).isEmpty()) {
                tried.failed(ADDRESS);
                through++;
            }
            double windows = (now - start) / (double) window.toNanos();
            assertThat((double) through).isLessThanOrEqualTo(quota * (1 + windows) + 1);
        }
    }

    @Property
    void mayTryAgainJustWhenItWasTold(
            @ForAll @IntRange(min = 1, max = 40) int failures, @ForAll @IntRange(min = 1, max = 20) int quota) {
        Attempts tried = new Attempts(quota, WINDOW, () -> now);
        for (int i = 0; i < failures; i++) {
            tried.failed(ADDRESS);
        }
        assertThat(tried.blocked(ADDRESS).isPresent()).isEqualTo(failures >= quota);
        tried.blocked(ADDRESS).ifPresent(wait -> {
            now += wait.toNanos() - 1;
            assertThat(tried.blocked(ADDRESS)).isPresent();
            now++;
            assertThat(tried.blocked(ADDRESS)).isEmpty();
        });
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            attempts.failed(address);
        }
    }

    private void failOthers(int count) {
        for (int i = 0; i < count; i++) {
            attempts.failed("other " + i);
        }
    }
}
