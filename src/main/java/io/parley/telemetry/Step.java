package io.parley.telemetry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The steps of one message's path, as they are timed. */
public enum Step {
    EDGE,
    VALIDATE,
    ADMIT,
    TRIAGE,
    GROUND,
    COMPLETE,
    DECIDE,
    COMMIT;

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }
}
