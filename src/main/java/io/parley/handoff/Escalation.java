package io.parley.handoff;

import io.parley.turn.HandoffReason;
import java.util.Optional;

/**
 * Whether a turn brings a person in.
 *
 * @param when it does
 * @param reason empty when it does not
 */
public record Escalation(When when, Optional<HandoffReason> reason) {
    /** Low-confidence turns in a row that bring a person in. */
    public static final int LOW_CONFIDENCE_STREAK = 2;

    /** Below this, an answer counts as low-confidence. */
    public static final double CONFIDENCE_MIN = 0.5;

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
     * @param modelAsks the model does
     * @param low the turn is low-confidence, for whatever reason
     * @param repeated the visitor asks again what was answered
     */
    public record Signals(boolean modelAsks, boolean low, boolean repeated) {}

    private static final Escalation NEVER = new Escalation(When.NEVER, Optional.empty());

    public static Escalation decide(Signals signals) {
        if (signals.modelAsks) {
            return new Escalation(When.NOW, Optional.of(HandoffReason.MODEL_REQUEST));
        }
        if (signals.low) {
            HandoffReason reason = signals.repeated ? HandoffReason.REPEATED_QUESTION : HandoffReason.LOW_CONFIDENCE;
            return new Escalation(When.ON_STREAK, Optional.of(reason));
        }
        return NEVER;
    }
}
