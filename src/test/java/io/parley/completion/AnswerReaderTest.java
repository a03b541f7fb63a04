package io.parley.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.completion.Answer.Action;
import io.parley.completion.ModelResponse.Choice;
import io.parley.completion.ModelResponse.ChoiceMessage;
import io.parley.turn.Intent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static final String VALID =
            "{\"answer\":\"It ships today.\",\"intent\":\"order_status\",\"confidence\":0.86,"
                    + "\"action\":\"answer\",\"sources\":[\"shipping\"]}";

    @Test
    void readsWhatTheSchemaAsksFor() {
        assertThat(AnswerReader.read(saying(VALID)))
                .isEqualTo(
                        new Answer("It ships today.", Intent.ORDER_STATUS, 0.86, Action.ANSWER, List.of("shipping")));
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryIntent(Intent intent) {
        assertThat(AnswerReader.read(saying(with("intent", '"' + intent.wire() + '"')))
                        .intent())
                .isEqualTo(intent);
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryAction(Action action) {
        String wire = '"' + action.name().toLowerCase(Locale.ROOT) + '"';
        assertThat(AnswerReader.read(saying(with("action", wire))).action()).isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.0, 0", "-0.0, 0", "1, 1", "1.0, 1", "5e-1, 0.5"})
    void confidenceFromNothingToCertain(String json, double confidence) {
        assertThat(AnswerReader.read(saying(with("confidence", json))).confidence() + 0.0)
                .isEqualTo(confidence);
    }

    @ParameterizedTest
    @CsvSource({"[], 0", "'[\"a\",\"b\",\"a\"]', 3", "'[\"\"]', 1"})
    void sourcesAreReadAsGiven(String json, int count) {
        assertThat(AnswerReader.read(saying(with("sources", json))).sources()).hasSize(count);
    }

    @Test
    void blanksAroundContentAndAnswerAreDropped() {
        String content = "\n " + with("answer", "\" \\n It ships today. \"") + " \n";
        assertThat(AnswerReader.read(saying(content)).text()).isEqualTo("It ships today.");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"stop", "tool_calls", "eos"})
    void finishReasonsOfOtherServersDoNotMatter(String finishReason) {
        ModelResponse response = response(new Choice(new ChoiceMessage(VALID, null), finishReason));
        assertThat(AnswerReader.read(response).confidence()).isEqualTo(0.86);
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer", "intent", "confidence", "action", "sources"})
    void eachMemberIsRequiredAndNotNull(String member) {
        ObjectNode answer = node(VALID);
        answer.remove(member);
        assertRefused(saying(answer.toString()), ModelError.SCHEMA);
        assertRefused(saying(with(member, "null")), ModelError.SCHEMA);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "answer     | ''           | 42",
                "answer     | ''           | [\"a\"]",
                "answer     | ''           | \"\"",
                "answer     | ''           | \" \\n\\t \"",
                "intent     | ''           | \"shipping\"",
                "intent     | ''           | \"ORDER_STATUS\"",
                "intent     | ''           | \"\"",
                "intent     | ''           | 3",
                "intent     | ''           | [\"refund\"]",
                "confidence | below        | -0.1",
                "confidence | above        | 1.1",
                "confidence | far above    | 1e400",
                "confidence | text         | \"0.9\"",
                "confidence | not a number | \"NaN\"",
                "confidence | bare NaN     | NaN",
                "confidence | ''           | true",
                "confidence | ''           | {}",
                "action     | ''           | \"escalate\"",
                "action     | ''           | \"ANSWER\"",
                "action     | ''           | true",
                "sources    | ''           | \"shipping\"",
                "sources    | ''           | {}",
                "sources    | ''           | [1]",
                "sources    | ''           | [null]",
                "sources    | ''           | [\"a\",[\"b\"]]",
            })
    void refusesAMemberOfTheWrongKind(String member, String why, String json) {
        assertRefused(saying(with(member, json)), ModelError.SCHEMA);
    }

    @ParameterizedTest
    @MethodSource
    void refusesContentThatIsNotExactlyTheObject(String content) {
        assertRefused(saying(content), ModelError.SCHEMA);
    }

    static Stream<String> refusesContentThatIsNotExactlyTheObject() {
        return Stream.of(
                "It ships today.",
                "```json\n" + VALID + "\n```",
                "Here you are: " + VALID,
                VALID + " Anything else?",
                VALID + VALID,
                VALID + "}",
                VALID.substring(0, VALID.length() - 1),
                "[" + VALID + "]",
                "{\"answer\":" + VALID + "}",
                "{}",
                "null",
                "0.9",
                "\"It ships today.\"",
                VALID.replace("{", "{\"confidence\":0.1,"),
                VALID.replace("{", "{\"reason\":\"because\","),
                VALID.replace("\"sources\"", "\"source\""),
                VALID.replace("\"sources\"", "\"Sources\""),
                VALID.replace("{", "{/* sure */"),
                VALID.replace('"', '\''),
                "[".repeat(5000),
                "\uFEFF" + VALID);
    }

    @ParameterizedTest
    @MethodSource
    void refusesResponsesThatCarryNoAnswer(String why, ModelResponse response, ModelError error) {
        assertRefused(response, error);
    }

    static Stream<Arguments> refusesResponsesThatCarryNoAnswer() {
        ChoiceMessage valid = new ChoiceMessage(VALID, null);
        String cut = VALID.substring(0, 30);
        return Stream.of(
                Arguments.of("choices null", new ModelResponse("r", "m", null, null), ModelError.INVALID_RESPONSE),
                Arguments.of(
                        "choices empty", new ModelResponse("r", "m", List.of(), null), ModelError.INVALID_RESPONSE),
                Arguments.of("choice null", response((Choice) null), ModelError.INVALID_RESPONSE),
                Arguments.of("message null", response(new Choice(null, "stop")), ModelError.INVALID_RESPONSE),
                Arguments.of("content null", saying(null), ModelError.EMPTY_CONTENT),
                Arguments.of("content empty", saying(""), ModelError.EMPTY_CONTENT),
                Arguments.of("content blank", saying(" \n\t"), ModelError.EMPTY_CONTENT),
                Arguments.of("cut short", finished(cut, "length"), ModelError.CUT_SHORT),
                Arguments.of("cut short, though it reads well", finished(VALID, "length"), ModelError.CUT_SHORT),
                Arguments.of("cut short before content", finished(null, "length"), ModelError.CUT_SHORT),
                Arguments.of("filtered", finished(VALID, "content_filter"), ModelError.CONTENT_FILTER),
                Arguments.of("filtered to nothing", finished("", "content_filter"), ModelError.CONTENT_FILTER),
                Arguments.of(
                        "refusal",
                        response(new Choice(new ChoiceMessage(null, "I can't."), "stop")),
                        ModelError.REFUSAL),
                Arguments.of(
                        "refusal beside content",
                        response(new Choice(new ChoiceMessage(VALID, "I can't."), "stop")),
                        ModelError.REFUSAL),
                Arguments.of(
                        "first choice counts",
                        response(new Choice(null, "stop"), new Choice(valid, "stop")),
                        ModelError.INVALID_RESPONSE));
    }

    @Test
    void blankRefusalIsNone() {
        ModelResponse response = response(new Choice(new ChoiceMessage(VALID, " "), "stop"));
        assertThat(AnswerReader.read(response).intent()).isEqualTo(Intent.ORDER_STATUS);
    }

    private static void assertRefused(ModelResponse response, ModelError error) {
        assertThatThrownBy(() -> AnswerReader.read(response))
                .isInstanceOfSatisfying(
                        ModelFault.class, fault -> assertThat(fault.error()).isEqualTo(error))
                .hasMessage(error.wire());
    }

    private static ModelResponse saying(String content) {
        return finished(content, "stop");
    }

    private static ModelResponse finished(String content, String finishReason) {
        return response(new Choice(new ChoiceMessage(content, null), finishReason));
    }

    private static ModelResponse response(Choice... choices) {
        return new ModelResponse("chatcmpl-1", "gpt-4.1-mini-2025-04-14", Arrays.asList(choices), null);
    }

    /** The valid answer with one member's value replaced by other JSON, well formed or not. */
    private static String with(String member, String json) {
        String before = node(VALID).get(member).toString();
        return VALID.replace('"' + member + "\":" + before, '"' + member + "\":" + json);
    }

    private static ObjectNode node(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
