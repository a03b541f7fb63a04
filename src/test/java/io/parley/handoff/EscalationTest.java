package io.parley.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.handoff.Escalation.Signals;
import io.parley.handoff.Escalation.When;
import io.parley.turn.HandoffReason;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscalationTest {
    /** Each signal alone, each pair whose order matters, and all at once. */
    @ParameterizedTest(name = "requested {0}, policy {1}, model {2}, unsure {3}, held {4}, repeated {5}: {6} {7}")
    @CsvSource({
        "0, 0, 0, 0, 0, 0, NEVER,     ,                  false",
        "1, 0, 0, 0, 0, 0, NOW,       REQUESTED,         false",
        "0, 1, 0, 0, 0, 0, NOW,       INTENT,            false",
        "0, 0, 1, 0, 0, 0, NOW,       MODEL_REQUEST,     true",
        "0, 0, 0, 1, 0, 0, ON_STREAK, LOW_CONFIDENCE,    true",
        "0, 0, 0, 0, 1, 0, ON_STREAK, LOW_CONFIDENCE,    true",
        "0, 0, 0, 0, 0, 1, ON_STREAK, REPEATED_QUESTION, true",
        "1, 1, 0, 0, 0, 0, NOW,       REQUESTED,         false",
        "1, 0, 1, 0, 0, 0, NOW,       REQUESTED,         true",
        "1, 0, 0, 1, 0, 0, NOW,       REQUESTED,         true",
        "1, 0, 0, 0, 0, 1, NOW,       REQUESTED,         true",
        "0, 1, 1, 0, 0, 0, NOW,       INTENT,            true",
        "0, 1, 0, 1, 0, 0, NOW,       INTENT,            true",
        "0, 1, 0, 0, 1, 0, NOW,       INTENT,            true",
        "0, 1, 0, 0, 0, 1, NOW,       INTENT,            true",
        "0, 0, 1, 1, 0, 0, NOW,       MODEL_REQUEST,     true",
        "0, 0, 1, 0, 1, 0, NOW,       MODEL_REQUEST,     true",
        "0, 0, 1, 0, 0, 1, NOW,       MODEL_REQUEST,     true",
        "0, 0, 0, 1, 1, 0, ON_STREAK, LOW_CONFIDENCE,    true",
        "0, 0, 0, 1, 0, 1, ON_STREAK, REPEATED_QUESTION, true",
        "0, 0, 0, 0, 1, 1, ON_STREAK, REPEATED_QUESTION, true",
        "1, 1, 1, 1, 1, 1, NOW,       REQUESTED,         true",
    })
    void signalsDecideWhetherAPersonComesInAndWhy(
            int requested,
            int policy,
            int modelAsks,
            int unsure,
            int held,
            int repeated,
            When when,
            HandoffReason reason,
            boolean low) {
        Signals signals =
                new Signals(requested == 1, policy == 1, modelAsks == 1, unsure == 1, held == 1, repeated == 1);
        assertThat(Escalation.decide(signals)).isEqualTo(new Escalation(when, Optional.ofNullable(reason), low));
    }

    @Test
    void halfIsTheLeastConfidence() {
        assertThat(Escalation.CONFIDENCE_MIN).isEqualTo(0.5);
    }
}
