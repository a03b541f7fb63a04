package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {
    @ParameterizedTest
    @CsvSource({
        "en,         EN",
        "en-GB,      EN",
        "EN_us,      EN",
        "de-AT,      DE",
        "fr-CA,      FR",
        "es-419,     ES",
        "he-IL,      HE",
        "iw,         HE",
        "IW-il,      HE",
        "ja,         JA",
        "ja-Jpan-JP, JA",
    })
    void primarySubtagDecides(String tag, Language language) {
        assertThat(Language.of(tag)).contains(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "_GB", "e", "eng", "english", "pt-BR", "zh-Hant-TW", "x-en", " en", "日本語"})
    void otherTagsAreNoLanguageOfOurs(String tag) {
        assertThat(Language.of(tag)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachLanguageIsFoundByItsOwnTag(Language language) {
        assertThat(language.tag()).hasSize(2);
        assertThat(Language.of(language.tag())).contains(language);
    }
}
