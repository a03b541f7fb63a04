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
    /** Every combination: the visitor asks, the model asks, the turn is low, the visitor repeats. */
    @ParameterizedTest
    @CsvSource({
        "false, false, false, false, NEVER,     ",
        "false, false, false, true,  NEVER,     ",
        "false, false, true,  false, ON_STREAK, LOW_CONFIDENCE",
        "false, false, true,  true,  ON_STREAK, REPEATED_QUESTION",
        "false, true,  false, false, NOW,       MODEL_REQUEST",
        "false, true,  false, true,  NOW,       MODEL_REQUEST",
        "false, true,  true,  false, NOW,       MODEL_REQUEST",
        "false, true,  true,  true,  NOW,       MODEL_REQUEST",
        "true,  false, false, false, NOW,       REQUESTED",
        "true,  false, false, true,  NOW,       REQUESTED",
        "true,  false, true,  false, NOW,       REQUESTED",
        "true,  false, true,  true,  NOW,       REQUESTED",
        "true,  true,  false, false, NOW,       REQUESTED",
        "true,  true,  false, true,  NOW,       REQUESTED",
        "true,  true,  true,  false, NOW,       REQUESTED",
        "true,  true,  true,  true,  NOW,       REQUESTED",
    })
    void signalsDecideWhetherAPersonComesInAndWhy(
            boolean requested, boolean modelAsks, boolean low, boolean repeated, When when, HandoffReason reason) {
        Escalation escalation = Escalation.decide(new Signals(requested, modelAsks, low, repeated));
        assertThat(escalation).isEqualTo(new Escalation(when, Optional.ofNullable(reason)));
    }

    @Test
    void halfIsTheLeastConfidence() {
        assertThat(Escalation.CONFIDENCE_MIN).isEqualTo(0.5);
    }
}
