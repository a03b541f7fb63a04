package io.parley.completion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.TokenUsage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelResponseTest {
    /** As OpenAI sends it, with members that are of no use here. */
    private static final String WHOLE = """
            {
              "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
              "object": "chat.completion",
              "created": 1741569952,
              "model": "gpt-4.1-mini-2025-04-14",
              "choices": [
                {
                  "index": 0,
                  "message": { "role": "assistant", "content": "{}", "refusal": null, "annotations": [] },
                  "logprobs": null,
                  "finish_reason": "stop"
                }
              ],
              "usage": {
                "prompt_tokens": 1117,
                "completion_tokens": 46,
                "total_tokens": 1163,
                "prompt_tokens_details": { "cached_tokens": 1024, "audio_tokens": 0 },
                "completion_tokens_details": {
                  "reasoning_tokens": 0,
                  "audio_tokens": 0,
                  "accepted_prediction_tokens": 0,
                  "rejected_prediction_tokens": 0
                }
              },
              "service_tier": "default",
              "system_fingerprint": "fp_b376dfbbd5"
            }
            """;

    /** The mapper's default is to fail on unknown members, so that whatever passes here passes anywhere. */
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void readsAWholeResponseAndIgnoresWhatItDoesNotKnow() throws JsonProcessingException {
        ModelResponse response = mapper.readValue(WHOLE, ModelResponse.class);

        assertThat(response.id()).isEqualTo("chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT");
        assertThat(response.model()).isEqualTo("gpt-4.1-mini-2025-04-14");
        assertThat(response.firstChoice()).hasValueSatisfying(choice -> {
            assertThat(choice.finishReason()).isEqualTo("stop");
            assertThat(choice.message()).isEqualTo(new ModelResponse.ChoiceMessage("{}", null));
        });
        assertThat(response.tokens()).contains(new TokenUsage(1117, 1024, 0, 46, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void countsTokensAsTheServerSaysThem(String name, String usage, TokenUsage tokens) throws JsonProcessingException {
        assertThat(withUsage(usage).tokens()).contains(tokens);
    }

    static Stream<Arguments> countsTokensAsTheServerSaysThem() {
        return Stream.of(
                Arguments.of(
                        "without details",
                        "{\"prompt_tokens\":19,\"completion_tokens\":10,\"total_tokens\":29}",
                        TokenUsage.of(19, 10)),
                Arguments.of(
                        "details null",
                        "{\"prompt_tokens\":19,\"completion_tokens\":10,"
                                + "\"prompt_tokens_details\":null,\"completion_tokens_details\":null}",
                        TokenUsage.of(19, 10)),
                Arguments.of(
                        "details empty or null within",
                        "{\"prompt_tokens\":19,\"completion_tokens\":10,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":null},"
                                + "\"completion_tokens_details\":{}}",
                        TokenUsage.of(19, 10)),
                Arguments.of(
                        "reasoning is a part of completion",
                        "{\"prompt_tokens\":75,\"completion_tokens\":1186,\"total_tokens\":1261,"
                                + "\"completion_tokens_details\":{\"reasoning_tokens\":1024}}",
                        new TokenUsage(75, 0, 0, 1186, 1024)),
                Arguments.of(
                        "reasoning that the server counts beside the completion",
                        "{\"prompt_tokens\":75,\"completion_tokens\":162,\"total_tokens\":1261,"
                                + "\"completion_tokens_details\":{\"reasoning_tokens\":1024}}",
                        new TokenUsage(75, 0, 0, 1186, 1024)),
                Arguments.of(
                        "cached and written are parts of the prompt",
                        "{\"prompt_tokens\":2006,\"completion_tokens\":300,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":1500,\"cache_write_tokens\":500}}",
                        new TokenUsage(2006, 1500, 500, 300, 0)),
                Arguments.of("no completion", "{\"prompt_tokens\":19,\"completion_tokens\":0}", TokenUsage.of(19, 0)),
                Arguments.of(
                        "as much as can be believed",
                        "{\"prompt_tokens\":10000000,\"completion_tokens\":10000000}",
                        TokenUsage.of(10_000_000, 10_000_000)),
                Arguments.of("completion missing", "{\"prompt_tokens\":19}", TokenUsage.of(19, 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"prompt_tokens\":0,\"completion_tokens\":0}",
                "{\"total_tokens\":29}",
                "{\"prompt_tokens\":-5,\"completion_tokens\":10}",
                "{\"prompt_tokens\":10,\"completion_tokens\":-1}",
                "{\"prompt_tokens\":10,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":11}}",
                "{\"prompt_tokens\":10,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":-1}}",
                "{\"prompt_tokens\":10,\"completion_tokens\":1,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":6,\"cache_write_tokens\":5}}",
                "{\"prompt_tokens\":10,\"completion_tokens\":1,\"completion_tokens_details\":{\"reasoning_tokens\":2}}",
                "{\"prompt_tokens\":10000001,\"completion_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":10000001}",
                "{\"prompt_tokens\":1000000000000000,\"completion_tokens\":20}",
                "{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":9223372036854775807}",
            })
    void usageThatSaysNothingOrCannotBeTrueIsNone(String usage) throws JsonProcessingException {
        assertThat(withUsage(usage).tokens()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"choices\":null}", "{\"choices\":[]}", "{\"choices\":[null]}", "{\"error\":{}}"})
    void everyMemberMayBeMissing(String json) throws JsonProcessingException {
        ModelResponse response = mapper.readValue(json, ModelResponse.class);
        assertThat(response.firstChoice()).isEmpty();
        assertThat(response.tokens()).isEmpty();
        assertThat(response.id()).isNull();
    }

    private ModelResponse withUsage(String usage) throws JsonProcessingException {
        return mapper.readValue("{\"usage\":" + usage + "}", ModelResponse.class);
    }
}
