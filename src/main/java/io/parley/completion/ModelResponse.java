package io.parley.completion;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.turn.TokenUsage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;

/** The body of a Chat Completions answer. Every member may be missing: compatible servers differ. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
record ModelResponse(String id, String model, List<Choice> choices, Usage usage) {
    /** Above what any model takes or says, and low enough to be multiplied by any price. */
    private static final long TOKENS_MAX = 10_000_000;

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Choice(
            ChoiceMessage message,
            @JsonProperty("finish_reason") String finishReason) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ChoiceMessage(String content, String refusal) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Usage(
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens,
            @JsonProperty("total_tokens") long totalTokens,
            @JsonProperty("prompt_tokens_details") PromptDetails promptDetails,
            @JsonProperty("completion_tokens_details") CompletionDetails completionDetails) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record PromptDetails(
            @JsonProperty("cached_tokens") long cachedTokens,
            @JsonProperty("cache_write_tokens") long cacheWriteTokens) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record CompletionDetails(
            @JsonProperty("reasoning_tokens") long reasoningTokens) {}

    Optional<Choice> firstChoice() {
        return choices == null || choices.isEmpty() ? Optional.empty() : Optional.ofNullable(choices.get(0));
    }

    /** What the server says it used; empty where it says nothing, or nothing that adds up or can be true. */
    Optional<TokenUsage> tokens() {
        if (usage == null
                || usage.promptTokens > TOKENS_MAX
                || usage.completionTokens > TOKENS_MAX
                || usage.promptTokens + usage.completionTokens <= 0) {
            return Optional.empty();
        }
        PromptDetails prompt = usage.promptDetails == null ? new PromptDetails(0, 0) : usage.promptDetails;
        long reasoning = usage.completionDetails == null ? 0 : usage.completionDetails.reasoningTokens;
        // Some compatible servers count reasoning beside the completion, and bill both.
        boolean beside = reasoning > 0 && usage.totalTokens == usage.promptTokens + usage.completionTokens + reasoning;
        long completion = beside ? usage.completionTokens + reasoning : usage.completionTokens;
        try {
            return Optional.of(new TokenUsage(
                    usage.promptTokens, prompt.cachedTokens, prompt.cacheWriteTokens, completion, reasoning));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
