package io.parley.chat;

import io.parley.turn.Language;
import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the chat function needs beside the settings of its steps. */
@ConfigMapping(prefix = "parley")
public interface ChatConfig {
    /** BCP 47 tag of the language for visitors whose own is unknown, or has no static replies. */
    @WithDefault("en")
    String locale();

    /** Whether turn records hold the texts of message and answer, redacted. */
    @WithDefault("false")
    boolean logTexts();

    default Language language() {
        return Language.of(locale()).orElse(Language.EN);
    }

    default void check() {
        Settings.require(Language.of(locale()).isPresent(), "parley.locale", "must be one of en, de, fr, es, he, ja");
    }
}
