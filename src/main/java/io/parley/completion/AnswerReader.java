package io.parley.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.parley.completion.Answer.Action;
import io.parley.turn.Intent;
import io.parley.turn.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** HTTP 200 is not yet an answer: reads what the model wrote, or says why it cannot be shown. */
final class AnswerReader {
    private static final Set<String> MEMBERS = Set.of("answer", "intent", "confidence", "action", "sources");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Longer ones are not even looked at by the guard. It is far above what {@code max_completion_tokens} allows. */
    private static final int ANSWER_CHARACTERS_MAX = 8_000;

    private AnswerReader() {}

    /** @throws ModelFault if there is no answer that may be shown */
    static Answer read(ModelResponse response) {
        ModelResponse.Choice choice = response.firstChoice()
                .filter(c -> c.message() != null)
                .orElseThrow(() -> ModelFault.of(ModelError.INVALID_RESPONSE));
        ModelResponse.ChoiceMessage message = choice.message();
        if (message.refusal() != null && !message.refusal().isBlank()) {
            throw ModelFault.of(ModelError.REFUSAL);
        }
        if ("content_filter".equals(choice.finishReason())) {
            throw ModelFault.of(ModelError.CONTENT_FILTER);
        }
        if ("length".equals(choice.finishReason())) {
            throw ModelFault.of(ModelError.CUT_SHORT);
        }
        if (message.content() == null || message.content().isBlank()) {
            throw ModelFault.of(ModelError.EMPTY_CONTENT);
        }
        Answer answer = answer(message.content()).orElseThrow(() -> ModelFault.of(ModelError.SCHEMA));
        if (answer.text().length() > ANSWER_CHARACTERS_MAX) {
            throw ModelFault.of(ModelError.TOO_LONG);
        }
        return answer;
    }

    private static Optional<Answer> answer(String content) {
        JsonNode json;
        try {
            json = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (json == null || !json.isObject() || json.size() != MEMBERS.size()) {
            return Optional.empty();
        }
        for (String member : MEMBERS) {
            if (!json.has(member)) {
                return Optional.empty();
            }
        }
        JsonNode text = json.get("answer");
        JsonNode confidence = json.get("confidence");
        Optional<Intent> intent = Intent.of(json.get("intent").asText());
        Optional<Action> action = action(json.get("action"));
        Optional<List<String>> sources = strings(json.get("sources"));
        boolean sound = text.isTextual()
                && VisibleText.isWellFormed(text.asText())
                && !VisibleText.isBlank(text.asText())
                && confidence.isNumber()
                && confidence.asDouble() >= 0
                && confidence.asDouble() <= 1
                && intent.isPresent()
                && action.isPresent()
                && sources.isPresent();
        return sound
                ? Optional.of(new Answer(
                        text.asText().strip(), intent.get(), confidence.asDouble(), action.get(), sources.get()))
                : Optional.empty();
    }

    private static Optional<Action> action(JsonNode node) {
        for (Action action : Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(node.asText())) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }

    private static Optional<List<String>> strings(JsonNode array) {
        if (!array.isArray()) {
            return Optional.empty();
        }
        List<String> strings = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            if (!item.isTextual()) {
                return Optional.empty();
            }
            strings.add(item.asText());
        }
        return Optional.of(List.copyOf(strings));
    }
}
