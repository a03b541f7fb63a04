package io.parley.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.Mappings;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
    private static final String DEMO = "http://localhost:8080/dev/openai/v1";

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
        assertThat(config(properties).baseUrl()).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "parley.model.url, ftp://host/v1",
        "parley.model.url, not a url",
        "parley.model.temperature, 2.1",
        "parley.model.max-output-tokens, 10",
        "parley.model.breaker.requests, 0",
        "parley.model.breaker.failure-ratio, 0",
        "parley.model.breaker.delay, 1ms"
    })
    void badValuesAreRefusedByName(String property, String value) {
        ModelConfig config = config(Map.of(property, value, "parley.model.api-key", "k"));
        assertThatThrownBy(config::check)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(property + " ");
    }

    @Test
    void defaultsPassTheirOwnCheck() {
        config(Map.of("parley.model.api-key", "k", "parley.model.demo-url", DEMO))
                .check();
    }

    private static ModelConfig config(Map<String, String> properties) {
        return Mappings.of(ModelConfig.class, properties);
    }
}
