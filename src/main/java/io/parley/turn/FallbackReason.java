package io.parley.turn;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** Why a static reply was given instead of a completion. */
@RegisterForReflection
public enum FallbackReason {
    /** The model could not be reached, answered 429 or 5xx, or its circuit breaker is open. */
    UPSTREAM_UNAVAILABLE,
    /** The deadline passed while the model was thinking. */
    UPSTREAM_TIMEOUT,
    /** The model's server refused the call with a 4xx other than 429. */
    UPSTREAM_REJECTED,
    /** An answer came, but none that may be shown. Its tokens are booked all the same. */
    UNUSABLE_ANSWER,
    /** The month's budget is spent. */
    BUDGET_EXHAUSTED,
    /** The site's mode, or the policy of the intent, is static. */
    STATIC_MODE,
    /** Redis could not be reached within its bound. */
    STATE_UNAVAILABLE,
    /** A rule of the guard held the message or the answer back. */
    BLOCKED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }
}
