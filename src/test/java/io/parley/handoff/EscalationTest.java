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
    /** Every combination: the model asks, the turn is low, the visitor repeats. */
    @ParameterizedTest
    @CsvSource({
        "false, false, false, NEVER,     ",
        "false, false, true,  NEVER,     ",
        "false, true,  false, ON_STREAK, LOW_CONFIDENCE",
        "false, true,  true,  ON_STREAK, REPEATED_QUESTION",
        "true,  false, false, NOW,       MODEL_REQUEST",
        "true,  false, true,  NOW,       MODEL_REQUEST",
        "true,  true,  false, NOW,       MODEL_REQUEST",
        "true,  true,  true,  NOW,       MODEL_REQUEST",
    })
    void signalsDecideWhetherAPersonComesInAndWhy(
            boolean modelAsks, boolean low, boolean repeated, When when, HandoffReason reason) {
        Escalation escalation = Escalation.decide(new Signals(modelAsks, low, repeated));
        assertThat(escalation).isEqualTo(new Escalation(when, Optional.ofNullable(reason)));
    }

    @Test
    void halfIsTheLeastConfidence() {
        assertThat(Escalation.CONFIDENCE_MIN).isEqualTo(0.5);
    }
}
