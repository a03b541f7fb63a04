package io.parley.handoff;

import io.parley.turn.HandoffReason;
import java.util.Optional;

/**
 * Whether a turn brings a person in: the policy, all of it.
 *
 * @param when it does
 * @param reason empty when it does not
 * @param low whether the turn counts as low-confidence
 */
public record Escalation(When when, Optional<HandoffReason> reason, boolean low) {
    /** Low-confidence turns in a row that bring a person in. */
    public static final int LOW_CONFIDENCE_STREAK = 2;

    /** Below this, an answer counts as low-confidence. */
    public static final double CONFIDENCE_MIN = 0.5;

    public static final Escalation NONE = decide(new Signals(false, false, false, false, false, false));

    /** The moment. */
    public enum When {
        NEVER,
        NOW,
        /** If the turn makes the streak full. */
        ON_STREAK
    }

    /**
     * What speaks for a person.
     *
     * @param requested the visitor asks for one, and may have one
     * @param policy the intent's policy, the site's mode or the guard's policy has it so
     * @param modelAsks the model does
     * @param unsure the model is not confident of its answer, or gave none that could be used
     * @param held the output guard holds the answer back for what the model did
     * @param repeated the visitor asks again what was answered
     */
    public record Signals(
            boolean requested, boolean policy, boolean modelAsks, boolean unsure, boolean held, boolean repeated) {}

    /** The first that applies says why: a wish for a person, policy, the model's wish, a question asked again, low confidence. */
    public static Escalation decide(Signals signals) {
        boolean low = signals.modelAsks || signals.unsure || signals.held || signals.repeated;
        if (signals.requested) {
            return new Escalation(When.NOW, Optional.of(HandoffReason.REQUESTED), low);
        }
        if (signals.policy) {
            return new Escalation(When.NOW, Optional.of(HandoffReason.INTENT), low);
        }
        if (signals.modelAsks) {
            return new Escalation(When.NOW, Optional.of(HandoffReason.MODEL_REQUEST), low);
        }
        if (signals.repeated) {
            return new Escalation(When.ON_STREAK, Optional.of(HandoffReason.REPEATED_QUESTION), low);
        }
        if (low) {
            return new Escalation(When.ON_STREAK, Optional.of(HandoffReason.LOW_CONFIDENCE), low);
        }
        return new Escalation(When.NEVER, Optional.empty(), low);
    }
}
