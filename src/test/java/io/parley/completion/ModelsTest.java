package io.parley.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.Mappings;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // url, key, demo, and which of them is asked
                "-, -, -, https://api.openai.com/v1",
                "-, -, http://localhost:8080/dev/openai/v1, http://localhost:8080/dev/openai/v1",
                "-, k, http://localhost:8080/dev/openai/v1, https://api.openai.com/v1",
                "http://localhost:11434/v1/, -, http://localhost:8080/dev/openai/v1, http://localhost:11434/v1",
                "http://localhost:11434/v1, k, http://localhost:8080/dev/openai/v1, http://localhost:11434/v1",
            })
    void demoModelServesOnlyWhoConfiguresNothing(String url, String key, String demo, String asked) {
        Map<String, String> properties = new HashMap<>();
        properties.put("parley.model.url", url);
        properties.put("parley.model.api-key", key);
        properties.put("parley.model.demo-url", demo);
        properties.values().removeIf(Objects::isNull);
        assertThat(Models.url(Mappings.of(ModelConfig.class, properties))).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "parley.model.url, ftp://host/v1",
        "parley.model.url, not a url",
        "parley.model.provider, Open AI",
        "parley.model.temperature, 2.1",
        "parley.model.max-output-tokens, 10",
        "parley.model.reasoning-effort, very much",
        "parley.model.timeout, 20s",
        "parley.model.concurrency, 0",
        "parley.model.retry-wait-max, 11s",
        "parley.model.breaker.requests, 0",
        "parley.model.breaker.failure-ratio, 0",
        "parley.model.breaker.delay, 1ms",
        "parley.model.profiles.careful.temperature, 3",
        "parley.model.profiles.careful.max-output-tokens, 1",
        "parley.model.second.temperature, -1"
    })
    void badValuesAreRefusedByName(String property, String value) {
        refused(Map.of(property, value, "parley.model.second.name", "other"), property + " ");
    }

    @Test
    void badNamesOfProfilesAreRefused() {
        refused(Map.of("parley.model.profiles.standard.name", "x"), "parley.model.profiles.standard.");
        refused(Map.of("parley.model.profiles.Big.name", "x"), "parley.model.profiles.Big.");
    }

    @ParameterizedTest
    @CsvSource({
        "url, https://other.example/v1",
        "api-key, k",
        "provider, mistral_ai",
        "openai-hints, false",
        "temperature, 0.7",
        "max-output-tokens, 300",
        "reasoning-effort, low",
        "reasoning, true"
    })
    void secondModelWithoutANameIsRefusedAndNotForgotten(String setting, String value) {
        refused(Map.of("parley.model.second." + setting, value), "parley.model.second.name ");
    }

    @Test
    void timeoutOfTheFirstModelLeavesTheSecondAUsefulTime() {
        Duration span = Duration.ofMillis(8_650);
        Duration useful = span.minus(ModelFault.USEFUL_ATTEMPT);
        Models two = models(Map.of("parley.model.second.name", "gpt-4o-mini"));
        two.requireTime(Optional.of(useful), span);
        two.requireTime(Optional.empty(), span);
        assertThatThrownBy(() -> two.requireTime(Optional.of(useful.plusMillis(1)), span))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.model.timeout ");
        models(Map.of()).requireTime(Optional.of(span), span);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "gpt-4.1-mini,     false",
                "gpt-5-mini,       true",
                "gpt-5.4-mini,     true",
                "gpt-5-chat-latest, false",
                "o4-mini,          true",
                "mistral-small,    false",
            })
    void reasoningModelsGetEffortAndRoomInsteadOfATemperature(String name, boolean reasons) {
        Model model = standard(Map.of("parley.model.name", name));
        assertThat(model.temperature()).isEqualTo(reasons ? null : 0.2);
        assertThat(model.reasoningEffort()).isEqualTo(reasons ? "low" : null);
        assertThat(model.maxOutputTokens()).isEqualTo(reasons ? 2000 : 400);

        Model other = standard(Map.of("parley.model.name", name, "parley.model.reasoning", Boolean.toString(!reasons)));
        assertThat(other.temperature() == null).isEqualTo(!reasons);
    }

    @Test
    void profileHasWhatItSetsAndTheRestOfTheFirstModel() {
        Models models = models(Map.of(
                "parley.model.url", "https://one.example/v1",
                "parley.model.temperature", "0.4",
                "parley.model.max-output-tokens", "300",
                "parley.model.profiles.bigger.name", "gpt-5.4-mini",
                "parley.model.profiles.bigger.reasoning-effort", "medium",
                "parley.model.profiles.colder.temperature", "0"));
        assertThat(models.byProfile()).containsOnlyKeys("standard", "bigger", "colder");
        assertThat(models.byProfile().get("bigger"))
                .isEqualTo(new Model(
                        "openai", "https://one.example/v1", "Bearer k", true, "gpt-5.4-mini", null, 2000, "medium"));
        assertThat(models.byProfile().get("colder"))
                .isEqualTo(new Model(
                        "openai", "https://one.example/v1", "Bearer k", true, "gpt-4.1-mini", 0.0, 300, null));
    }

    @Test
    void firstServersKeyIsSentToNoOther() {
        Map<String, String> elsewhere = new HashMap<>(Map.of(
                "parley.model.second.name", "mistral-small", "parley.model.second.url", "https://two.example/v1/"));
        refused(elsewhere, "parley.model.second.api-key ");

        elsewhere.put("parley.model.second.api-key", "its-own");
        elsewhere.put("parley.model.second.provider", "mistral_ai");
        elsewhere.put("parley.model.second.openai-hints", "false");
        assertThat(models(elsewhere).second())
                .contains(new Model(
                        "mistral_ai",
                        "https://two.example/v1",
                        "Bearer its-own",
                        false,
                        "mistral-small",
                        0.2,
                        400,
                        null));

        Models sameServer = models(Map.of("parley.model.second.name", "gpt-4o-mini"));
        assertThat(sameServer.second().orElseThrow().authorization()).isEqualTo("Bearer k");
        assertThat(sameServer.all()).hasSize(2);
        assertThat(models(Map.of()).second()).isEmpty();
    }

    private static Model standard(Map<String, String> properties) {
        return models(properties).byProfile().get(Models.STANDARD);
    }

    private static Models models(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("parley.model.api-key", "k");
        return Models.of(Mappings.of(ModelConfig.class, all));
    }

    private static void refused(Map<String, String> properties, String start) {
        assertThatThrownBy(() -> models(properties))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(start);
    }
}
