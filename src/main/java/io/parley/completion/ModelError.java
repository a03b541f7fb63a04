package io.parley.completion;

import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.turn.FallbackReason;
import java.util.Locale;

/** Every way in which the model gives no answer that may be shown: the error category of turn record, ledger and metrics. */
public enum ModelError {
    /** No connection: nothing was sent, so nothing can be billed. */
    CONNECT(FallbackReason.UPSTREAM_UNAVAILABLE, true, true, false),
    /** The connection broke after the request was sent. */
    CONNECTION(FallbackReason.UPSTREAM_UNAVAILABLE, false, true, true),
    RATE_LIMITED(FallbackReason.UPSTREAM_UNAVAILABLE, true, true, false),
    SERVER_ERROR(FallbackReason.UPSTREAM_UNAVAILABLE, true, true, false),
    /** The circuit breaker is open: no call was made. */
    CIRCUIT_OPEN(FallbackReason.UPSTREAM_UNAVAILABLE, false, false, false),
    /** The deadline passed; the call was cancelled, and may be billed all the same. */
    TIMEOUT(FallbackReason.UPSTREAM_TIMEOUT, false, true, true),
    /** A 4xx other than 429, or a redirect: our request, key or URL is wrong. */
    REJECTED(FallbackReason.UPSTREAM_REJECTED, false, false, false),
    /** A 2xx whose body is not that of a chat completion. */
    INVALID_RESPONSE(FallbackReason.UNUSABLE_ANSWER, false, true, true),
    EMPTY_CONTENT(FallbackReason.UNUSABLE_ANSWER, false, false, true),
    CUT_SHORT(FallbackReason.UNUSABLE_ANSWER, false, false, true),
    REFUSAL(FallbackReason.UNUSABLE_ANSWER, false, false, true),
    CONTENT_FILTER(FallbackReason.UNUSABLE_ANSWER, false, false, true),
    /** The content is not the object that the schema asks for. */
    SCHEMA(FallbackReason.UNUSABLE_ANSWER, false, false, true);

    private final FallbackReason reason;
    private final boolean retryable;
    private final boolean tripsBreaker;
    private final boolean billable;
    private final String wire = name().toLowerCase(Locale.ROOT);

    ModelError(FallbackReason reason, boolean retryable, boolean tripsBreaker, boolean billable) {
        this.reason = reason;
        this.retryable = retryable;
        this.tripsBreaker = tripsBreaker;
        this.billable = billable;
    }

    @JsonValue
    public String wire() {
        return wire;
    }

    public FallbackReason reason() {
        return reason;
    }

    /** Whether a second attempt makes sense: the first cannot have been answered, so it cannot be billed twice. */
    boolean isRetryable() {
        return retryable;
    }

    /** Whether it says that the model's server is unwell, rather than our request. */
    boolean tripsBreaker() {
        return tripsBreaker;
    }

    /** Whether the provider may bill the call, so that tokens are booked by estimate if it did not say how many. */
    boolean isBillable() {
        return billable;
    }
}
