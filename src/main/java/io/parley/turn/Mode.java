package io.parley.turn;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** The site's switch: answer with the model, with static replies only, or hand every message to a person. */
@RegisterForReflection
public enum Mode {
    LIVE,
    STATIC,
    HANDOFF;

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }

    /** An unreadable switch means static: it was thrown by somebody who wanted fewer model calls, not more. */
    public static Mode of(String wire) {
        for (Mode mode : values()) {
            if (mode.wire.equals(wire)) {
                return mode;
            }
        }
        return STATIC;
    }
}
