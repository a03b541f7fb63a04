package io.parley.telemetry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.turn.Intent;
import io.parley.turn.Outcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * What one invocation was, cost and took: the members that are null are not written. The texts of message and answer are in it only if
 * configuration says so, and redacted.
 *
 * @param session and {@code visitor}: as keyed hash
 * @param status of HTTP
 * @param reason of a fallback or hand-off, or the name of the problem
 * @param routedIntent what the router took the message for, where the model knew better
 * @param first whether the message began its session
 * @param repeat whether the visitor asked again what was answered
 * @param inputTokens and the other tokens: as booked in the ledger
 * @param modelNanoUsd what the model call cost
 * @param computeNanoUsd the invocation's share of what the instance cost
 * @param attempts HTTP requests to models
 * @param secondModel whether the first model failed, and the second was asked; tokens and costs are those of both
 * @param committed whether the reply is stored
 * @param suspicion what the input guard took the message for, and {@code policy} what it did about it
 * @param finding what the output guard found in the answer, and {@code withheld} whether it held it back
 * @param totalMs from arrival to the answer
 * @param stepMs of each step that ran; together they are the total
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TurnRecord(
        String type,
        String time,
        String requestId,
        String site,
        @JsonProperty("gen_ai.conversation.id") String session,
        String visitor,
        int status,
        Outcome outcome,
        String reason,
        Intent intent,
        Intent routedIntent,
        Double confidence,
        Boolean first,
        Boolean repeat,
        Boolean replayed,
        Boolean committed,
        String suspicion,
        String policy,
        String finding,
        Boolean withheld,
        String ticketId,
        String promptVersion,
        @JsonProperty("gen_ai.request.model") String model,
        @JsonProperty("gen_ai.response.model") String responseModel,
        @JsonProperty("gen_ai.usage.input_tokens") Long inputTokens,

        @JsonProperty("gen_ai.usage.cache_read.input_tokens")
        Long cachedTokens,

        @JsonProperty("gen_ai.usage.output_tokens") Long outputTokens,
        Long modelNanoUsd,
        long computeNanoUsd,
        Integer attempts,
        Boolean secondModel,
        @JsonProperty("error.type") String error,
        double totalMs,
        Map<Step, Double> stepMs,
        String text,
        String reply) {
    public static final String TYPE = "turn";

    /** The record of a request that no function took, of which nothing more is known. */
    public static TurnRecord refused(
            String time,
            String requestId,
            String site,
            int status,
            Outcome outcome,
            String reason,
            long computeNanoUsd,
            double totalMs) {
        return new TurnRecord(
                TYPE,
                time,
                requestId,
                site,
                null,
                null,
                status,
                outcome,
                reason,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                computeNanoUsd,
                null,
                null,
                null,
                totalMs,
                Map.of(Step.EDGE, totalMs),
                null,
                null);
    }
}
