package io.parley.telemetry;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** The steps of one message's path, as they are timed. */
@RegisterForReflection
public enum Step {
    EDGE,
    VALIDATE,
    GUARD,
    ADMIT,
    TRIAGE,
    GROUND,
    COMPLETE,
    DECIDE,
    COMMIT,
    DELIVER;

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }
}
