package io.parley.cost;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.turn.TokenUsage;
import io.parley.turn.UnitPrices;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One model call in the ledger. Prices are nano-USD per token, as decimals; {@code nanoUsd} is what the call cost, rounded up once.
 *
 * @param time of the call, by which budget and counters have it
 * @param session as keyed hash
 * @param priceVersion of the table that the prices are from, or what configuration says of them
 * @param estimated the provider may bill the call but did not say how much: tokens are our upper estimate
 * @param attempts HTTP requests sent
 * @param committed whether budget and counters have it. Where they do not, because Redis was away, they get it at the estimate when
 *     its hold runs out, and the ledger another line with the error {@value Ledger#ABANDONED}
 * @param error category; null if the call gave an answer
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record LedgerLine(
        String type,
        String time,
        String requestId,
        String site,
        String session,
        @JsonProperty("gen_ai.provider.name") String provider,
        @JsonProperty("gen_ai.request.model") String model,
        @JsonProperty("gen_ai.response.model") String responseModel,
        @JsonProperty("gen_ai.response.id") String responseId,
        long promptTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long completionTokens,
        long reasoningTokens,
        String inputNanoUsd,
        String cachedInputNanoUsd,
        String cacheWriteNanoUsd,
        String outputNanoUsd,
        String priceVersion,
        long nanoUsd,
        boolean estimated,
        int attempts,
        boolean committed,
        String error) {

    static LedgerLine of(Ledger.Entry entry, String time) {
        TokenUsage usage = entry.charge().usage();
        UnitPrices prices = entry.charge().prices();
        String[] model = entry.charge().model().split("/", 2);
        return new LedgerLine(
                "ledger",
                time,
                entry.requestId(),
                entry.site().value(),
                entry.session(),
                model[0],
                model[1],
                entry.responseModel(),
                entry.responseId(),
                usage.prompt(),
                usage.cached(),
                usage.cacheWrite(),
                usage.completion(),
                usage.reasoning(),
                UnitPrices.nano(prices.inputPico()),
                UnitPrices.nano(prices.cachedInputPico()),
                UnitPrices.nano(prices.cacheWritePico()),
                UnitPrices.nano(prices.outputPico()),
                entry.charge().priceVersion(),
                entry.charge().cost().value(),
                entry.charge().estimated(),
                entry.charge().attempts(),
                entry.committed(),
                entry.error());
    }
}
