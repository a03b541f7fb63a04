package io.parley.completion;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The body of a Chat Completions call. Members that are null are not sent.
 *
 * @param responseFormat a JSON object
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelRequest(
        String model,
        List<PromptMessage> messages,
        @JsonProperty("response_format") @JsonRawValue String responseFormat,
        @JsonProperty("max_completion_tokens") int maxCompletionTokens,
        Double temperature,
        @JsonProperty("reasoning_effort") String reasoningEffort,
        @JsonProperty("safety_identifier") String safetyIdentifier,
        @JsonProperty("prompt_cache_key") String promptCacheKey) {

    @RegisterForReflection
    record PromptMessage(String role, String content) {}
}
