package io.parley.turn;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** How an invocation ended. The first three are answers of the contract; the others occur in the turn record only. */
@RegisterForReflection
public enum Outcome {
    COMPLETION,
    FALLBACK,
    HANDOFF,
    /** Refused with a problem whose status is below 500. */
    REFUSED,
    /** The caller hung up before there was an answer. */
    ABANDONED,
    /** A fault of ours. */
    FAILED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }
}
