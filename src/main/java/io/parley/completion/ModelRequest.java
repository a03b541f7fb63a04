package io.parley.completion;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** The body of a Chat Completions call. Members that are null are not sent. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelRequest(
        String model,
        List<PromptMessage> messages,
        @JsonProperty("response_format") JsonNode responseFormat,
        @JsonProperty("max_completion_tokens") int maxCompletionTokens,
        Double temperature,
        @JsonProperty("reasoning_effort") String reasoningEffort,
        @JsonProperty("safety_identifier") String safetyIdentifier,
        @JsonProperty("prompt_cache_key") String promptCacheKey) {

    @RegisterForReflection
    record PromptMessage(String role, String content) {}
}
