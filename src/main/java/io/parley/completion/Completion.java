package io.parley.completion;

import io.parley.turn.TokenUsage;
import java.time.Duration;
import java.util.List;

/** How models were asked, and how that ended. */
public sealed interface Completion {
    /** One for each model that was asked, in that order; the last one decided. */
    List<Call> calls();

    /** A model gave an answer that may be shown. */
    record Answered(Answer answer, List<Call> calls) implements Completion {}

    /** None did. */
    record Unanswered(ModelError error, List<Call> calls) implements Completion {}

    /**
     * The call of one model, all attempts together.
     *
     * @param responseModel as the server names it, such as a dated snapshot; null if it did not answer
     * @param responseId null if the server did not answer
     * @param finishReason null if the server did not answer
     * @param usage to be booked
     * @param estimated whether {@code usage} is our estimate, because the server may bill but did not say
     * @param attempts HTTP requests sent; 0 without time or place for one, while the breaker is open, and when the caller is gone
     * @param error null if it gave an answer
     */
    record Call(
            String provider,
            String model,
            String responseModel,
            String responseId,
            String finishReason,
            TokenUsage usage,
            boolean estimated,
            int attempts,
            Duration took,
            ModelError error) {}
}
