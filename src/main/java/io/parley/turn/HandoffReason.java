package io.parley.turn;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** Why a conversation goes, or went, to a person. */
@RegisterForReflection
public enum HandoffReason {
    LOW_CONFIDENCE,
    REPEATED_QUESTION,
    REQUESTED,
    INTENT,
    MODEL_REQUEST,
    /** A person already has the conversation. */
    HUMAN_OWNS;

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }
}
