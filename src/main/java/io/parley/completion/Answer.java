package io.parley.completion;

import io.parley.turn.Intent;
import java.util.List;

/**
 * What the model answered, checked against the schema.
 *
 * @param confidence from 0 to 1
 * @param sources ids as the model gave them, those of unknown articles included
 */
public record Answer(String text, Intent intent, double confidence, Action action, List<String> sources) {

    public Answer withText(String other) {
        return new Answer(other, intent, confidence, action, sources);
    }

    /** What the model wants to happen. */
    public enum Action {
        ANSWER,
        CLARIFY,
        HANDOFF
    }
}
