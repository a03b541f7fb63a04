package io.parley.completion;

import static io.parley.completion.ModelError.Trait.BILLABLE;
import static io.parley.completion.ModelError.Trait.RETRY;
import static io.parley.completion.ModelError.Trait.SECOND_MODEL;
import static io.parley.completion.ModelError.Trait.TRIPS_BREAKER;

import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.turn.FallbackReason;
import java.util.Locale;
import java.util.Set;

/** Every way in which the model gives no answer that may be shown: the error category of turn record, ledger and metrics. */
public enum ModelError {
    /** No connection: nothing was sent, so nothing can be billed. */
    CONNECT(FallbackReason.UPSTREAM_UNAVAILABLE, RETRY, TRIPS_BREAKER, SECOND_MODEL),
    /** The server is not who it should be, or cannot prove it. */
    TLS(FallbackReason.UPSTREAM_UNAVAILABLE, TRIPS_BREAKER, SECOND_MODEL),
    /** The connection broke after the request was sent. */
    CONNECTION(FallbackReason.UPSTREAM_UNAVAILABLE, TRIPS_BREAKER, BILLABLE, SECOND_MODEL),
    RATE_LIMITED(FallbackReason.UPSTREAM_UNAVAILABLE, RETRY, TRIPS_BREAKER, SECOND_MODEL),
    SERVER_ERROR(FallbackReason.UPSTREAM_UNAVAILABLE, RETRY, TRIPS_BREAKER, SECOND_MODEL),
    /** The circuit breaker is open: no call was made. */
    CIRCUIT_OPEN(FallbackReason.UPSTREAM_UNAVAILABLE, SECOND_MODEL),
    /** As many calls as the model may have are under way: this one was not made. */
    OVERLOADED(FallbackReason.UPSTREAM_UNAVAILABLE, SECOND_MODEL),
    /** The time was up, or a gateway's was (status 408); the call was cancelled, and may be billed all the same. */
    TIMEOUT(FallbackReason.UPSTREAM_TIMEOUT, TRIPS_BREAKER, BILLABLE, SECOND_MODEL),
    /** The visitor's side hung up: the call was cancelled, and may be billed all the same. */
    HUNG_UP(FallbackReason.UPSTREAM_TIMEOUT, BILLABLE),
    /** A 4xx other than 408 and 429, or a redirect: our request, key or URL is wrong. */
    REJECTED(FallbackReason.UPSTREAM_REJECTED, SECOND_MODEL),
    /** A 2xx whose body is not that of a chat completion. */
    INVALID_RESPONSE(FallbackReason.UNUSABLE_ANSWER, TRIPS_BREAKER, BILLABLE, SECOND_MODEL),
    EMPTY_CONTENT(FallbackReason.UNUSABLE_ANSWER, BILLABLE),
    CUT_SHORT(FallbackReason.UNUSABLE_ANSWER, BILLABLE),
    REFUSAL(FallbackReason.UNUSABLE_ANSWER, BILLABLE),
    CONTENT_FILTER(FallbackReason.UNUSABLE_ANSWER, BILLABLE),
    /** The content is not the object that the schema asks for. */
    SCHEMA(FallbackReason.UNUSABLE_ANSWER, BILLABLE),
    /** The answer is longer than anybody reads in a chat. */
    TOO_LONG(FallbackReason.UNUSABLE_ANSWER, BILLABLE);

    /** What follows from it. */
    enum Trait {
        /** A second attempt makes sense: the first cannot have been answered, so it cannot be billed twice. */
        RETRY,
        /** The model's server is unwell, rather than our request. */
        TRIPS_BREAKER,
        /** The provider may bill the call, so that tokens are booked by estimate if it did not say how many. */
        BILLABLE,
        /** Another model, of another provider perhaps, may well give an answer. */
        SECOND_MODEL
    }

    private final FallbackReason reason;
    private final Set<Trait> traits;
    private final String wire = name().toLowerCase(Locale.ROOT);

    ModelError(FallbackReason reason, Trait... traits) {
        this.reason = reason;
        this.traits = Set.of(traits);
    }

    @JsonValue
    public String wire() {
        return wire;
    }

    public FallbackReason reason() {
        return reason;
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
