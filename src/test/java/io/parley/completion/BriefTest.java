package io.parley.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.Mappings;
import io.parley.turn.KeyedHash;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BriefTest {
    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("parley.sites.shop.voice", "x".repeat(Brief.VOICE_CHARACTERS_MAX + 1)),
                Arguments.of("parley.sites.shop.facts", "x".repeat(Brief.TEXT_CHARACTERS_MAX + 1)),
                Arguments.of("parley.sites.shop.policies", "x".repeat(Brief.TEXT_CHARACTERS_MAX + 1)),
                Arguments.of("parley.sites.shop.facts", " \u200B "),
                Arguments.of("parley.sites.shop.facts", "a\u0000b"),
                Arguments.of("parley.sites.shop.facts", "was Latin-1: \uFFFD"),
                Arguments.of("parley.sites.shop.facts", "half \uD83D"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsTooLargeOrNoTextIsRefusedByName(String property, String value) {
        refused(Map.of(property, value), property + " ");
    }

    @Test
    void examplesAreLimitedEachAndTogether() {
        Map<String, String> examples = new HashMap<>();
        for (int i = 0; i < Brief.EXAMPLES_MAX; i++) {
            examples.put("parley.sites.shop.examples[" + i + "].question", "Q" + i);
            examples.put("parley.sites.shop.examples[" + i + "].answer", "A" + i);
        }
        assertThat(brief(examples).examples()).hasSize(Brief.EXAMPLES_MAX);

        examples.put("parley.sites.shop.examples[2].answer", "x".repeat(Brief.EXAMPLE_CHARACTERS_MAX + 1));
        refused(examples, "parley.sites.shop.examples[2].answer ");

        examples.put("parley.sites.shop.examples[2].answer", "A2");
        examples.put("parley.sites.shop.examples[8].question", "Q8");
        examples.put("parley.sites.shop.examples[8].answer", "A8");
        refused(examples, "parley.sites.shop.examples ");
    }

    @Test
    void lengthIsCountedInCharactersNotInUnits() {
        String emoji = "😀".repeat(Brief.VOICE_CHARACTERS_MAX);
        assertThat(brief(Map.of("parley.sites.shop.voice", emoji)).voice()).isEqualTo(emoji);
    }

    @Test
    void twoSpellingsOfASiteAreRefused() {
        refused(Map.of("parley.sites.my-shop.facts", "A", "parley.sites.my_shop.facts", "B"), "parley.sites.my");
    }

    private static void refused(Map<String, String> properties, String start) {
        BriefConfig config = Mappings.of(BriefConfig.class, properties);
        assertThatThrownBy(() -> new Prompt(new KeyedHash("key"), config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(start);
    }

    private static Brief brief(Map<String, String> properties) {
        BriefConfig config = Mappings.of(BriefConfig.class, properties);
        return Brief.of("parley.sites.shop.", config.sites().get("shop"));
    }
}
