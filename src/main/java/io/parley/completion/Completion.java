package io.parley.completion;

import io.parley.turn.TokenUsage;

/** How the model was asked, and how that ended. */
public sealed interface Completion {
    Call call();

    /** The model gave an answer that may be shown. */
    record Answered(Answer answer, Call call) implements Completion {}

    /** It gave none. */
    record Unanswered(ModelError error, Call call) implements Completion {}

    /**
     * One call, all attempts together.
     *
     * @param responseModel as the server names it, such as a dated snapshot; null if it did not answer
     * @param responseId null if the server did not answer
     * @param finishReason null if the server did not answer
     * @param usage to be booked
     * @param estimated whether {@code usage} is our estimate, because the server may bill but did not say
     * @param attempts HTTP requests sent; 0 while the breaker is open
     */
    record Call(
            String model,
            String responseModel,
            String responseId,
            String finishReason,
            TokenUsage usage,
            boolean estimated,
            int attempts) {}
}
