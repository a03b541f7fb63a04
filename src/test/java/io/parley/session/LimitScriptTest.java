package io.parley.session;

import static io.parley.session.Stores.FREE;
import static io.parley.session.Stores.REMAINING;
import static io.parley.session.Stores.await;
import static io.parley.session.Stores.message;
import static io.parley.session.Stores.newSession;
import static io.parley.session.Stores.redis;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.session.Admission.Admitted;
import io.parley.session.Admission.Limited;
import io.parley.turn.SessionId;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * The limit in admit.lua against the generic cell rate algorithm in exact numbers. Time is not waited for: to let it pass, the stored
 * arrival time is set back by as much. What really passes while the test runs makes each moment an interval, and so each verdict one
 * of: must pass, must be refused, either.
 */
class LimitScriptTest {
    private static final String SET_BACK =
            "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECRBY', KEYS[1], ARGV[1]) end return 1";

    @Property(tries = 60)
    void decidesAsTheAlgorithmDoes(
            @ForAll @IntRange(min = 1, max = 40) int quota,
            @ForAll @IntRange(min = 1, max = 600) int windowSeconds,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 400) Integer> permilles) {
        SessionStore store = Stores.store(quota + "/" + windowSeconds + "s", "off");
        SessionId session = newSession();
        String key = "parley:v1:{default}:limit:session:" + session;
        long window = windowSeconds * 1_000_000L;
        long interval = (window + quota - 1) / quota;
        long burst = interval * quota;
        long started = System.nanoTime();
        long advanced = 0;
        long wholeEarliest = 0;
        long wholeLatest = 0;
        int message = 0;
        for (int permille : permilles) {
            long step = window * permille / 1000;
            advanced += step;
            redis("EVAL", SET_BACK, "1", key, Long.toString(step));
            long earliest = advanced + (System.nanoTime() - started) / 1000;
            Admission admission = await(store.admit(message(session, "m" + message++, "Text"), false, REMAINING, FREE));
            long latest = advanced + (System.nanoTime() - started) / 1000 + 1;
            // Redis' clock and ours may part by a little over the run.
            earliest -= 2000;
            latest += 2000;

            long loadAtLeast = Math.max(wholeEarliest - latest, 0) + interval;
            long loadAtMost = Math.max(wholeLatest - earliest, 0) + interval;
            if (admission instanceof Admitted) {
                assertThat(loadAtLeast).as("passed, and may").isLessThanOrEqualTo(burst);
                wholeEarliest = Math.max(wholeEarliest, earliest) + interval;
                wholeLatest = Math.max(wholeLatest, latest) + interval;
            } else {
                assertThat(admission).isInstanceOf(Limited.class);
                assertThat(loadAtMost).as("refused, and must be").isGreaterThan(burst);
            }
        }
    }

    @Property(tries = 30)
    void retryAfterIsTheTruth(
            @ForAll @IntRange(min = 1, max = 30) int quota, @ForAll @IntRange(min = 30, max = 3600) int windowSeconds) {
        SessionStore store = Stores.store(quota + "/" + windowSeconds + "s", "off");
        SessionId session = newSession();
        String key = "parley:v1:{default}:limit:session:" + session;
        for (int i = 0; i < quota; i++) {
            assertThat(await(store.admit(message(session, "m" + i, "Text"), false, REMAINING, FREE)))
                    .isInstanceOf(Admitted.class);
        }
        Admission admission = await(store.admit(message(session, "over", "Text"), false, REMAINING, FREE));
        LimitStatus status = ((Limited) admission).limits().get(0);
        assertThat(status.remaining()).isZero();
        assertThat(status.violated()).isTrue();
        assertThat(status.reset().toNanos() / 1000).isBetween(1L, windowSeconds * 1_000_000L / quota + 1);

        redis("EVAL", SET_BACK, "1", key, Long.toString(status.reset().toNanos() / 1000));
        assertThat(await(store.admit(message(session, "after", "Text"), false, REMAINING, FREE)))
                .isInstanceOf(Admitted.class);
    }
}
