package io.parley.cost;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.turn.NanoUsd;
import io.parley.turn.SiteId;
import io.parley.turn.TokenUsage;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One model call in the ledger. Prices are nano-USD per token, as decimals; {@code nanoUsd} is what the call cost, rounded up once.
 *
 * @param session as keyed hash
 * @param estimated the provider may bill the call but did not say how much: tokens are our upper estimate
 * @param attempts HTTP requests sent
 * @param committed whether the answer's commit reached Redis
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
        String priceSource,
        long nanoUsd,
        boolean estimated,
        int attempts,
        boolean committed,
        String error) {

    static LedgerLine of(Ledger.Entry entry, Price price, String priceVersion, NanoUsd cost, String time) {
        TokenUsage usage = entry.usage();
        SiteId site = entry.site();
        return new LedgerLine(
                "ledger",
                time,
                entry.requestId(),
                site.value(),
                entry.session(),
                entry.provider(),
                entry.model(),
                entry.responseModel(),
                entry.responseId(),
                usage.prompt(),
                usage.cached(),
                usage.cacheWrite(),
                usage.completion(),
                usage.reasoning(),
                nano(price.inputPico()),
                nano(price.cachedInputPico()),
                nano(price.cacheWritePico()),
                nano(price.outputPico()),
                priceVersion,
                price.source(),
                cost.value(),
                entry.estimated(),
                entry.attempts(),
                entry.committed(),
                entry.error());
    }

    private static String nano(long pico) {
        return java.math.BigDecimal.valueOf(pico, 3).stripTrailingZeros().toPlainString();
    }
}
