package io.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitStatusTest {
    private static final Limit SESSION = new Limit(20, Duration.ofMinutes(1));
    private static final Limit ADDRESS = new Limit(600, Duration.ofHours(1));

    @Test
    void headersOfOneLimitHaveTheFormOfTheDraft() {
        List<LimitStatus> one = List.of(new LimitStatus("session", SESSION, 0, Duration.ofSeconds(12), true));
        assertThat(LimitStatus.policies(one)).isEqualTo("\"session\";q=20;w=60");
        assertThat(LimitStatus.states(one)).isEqualTo("\"session\";r=0;t=12");
    }

    @Test
    void headersOfTwoLimitsAreLists() {
        List<LimitStatus> two = List.of(
                new LimitStatus("session", SESSION, 3, Duration.ofSeconds(41), false),
                new LimitStatus("address", ADDRESS, 599, Duration.ofSeconds(6), false));
        assertThat(LimitStatus.policies(two)).isEqualTo("\"session\";q=20;w=60, \"address\";q=600;w=3600");
        assertThat(LimitStatus.states(two)).isEqualTo("\"session\";r=3;t=41, \"address\";r=599;t=6");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0", "PT0.001S, 1", "PT0.999S, 1", "PT1S, 1", "PT1.001S, 2", "PT11.2S, 12", "PT24H, 86400"})
    void resetIsInWholeSecondsNeverTooEarly(Duration reset, long seconds) {
        List<LimitStatus> one = List.of(new LimitStatus("session", SESSION, 1, reset, false));
        assertThat(LimitStatus.states(one)).isEqualTo("\"session\";r=1;t=" + seconds);
    }

    @Test
    void withoutLimitsTheHeadersAreEmpty() {
        assertThat(LimitStatus.policies(List.of())).isEmpty();
        assertThat(LimitStatus.states(List.of())).isEmpty();
    }
}
