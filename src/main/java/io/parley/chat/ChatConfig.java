package io.parley.chat;

import io.parley.turn.Language;
import io.parley.turn.PerSite;
import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** What the chat function needs beside the settings of its steps. */
@ConfigMapping(prefix = "parley")
public interface ChatConfig {
    /** BCP 47 tag of the language for visitors whose own is unknown, or has no static replies. */
    @WithDefault("en")
    String locale();

    Map<String, Site> sites();

    interface Site {
        /** The same, for one site. */
        Optional<String> locale();
    }

    /** Whether turn records hold the texts of message and answer, redacted. */
    @WithDefault("false")
    boolean logTexts();

    /** @throws io.quarkus.runtime.configuration.ConfigurationException if there is one of no language of ours */
    default PerSite<Language> languages() {
        Language others = language("parley.locale", locale());
        return PerSite.of(
                sites(),
                others,
                (property, site) ->
                        site.locale().map(l -> language(property + "locale", l)).orElse(others));
    }

    private static Language language(String property, String locale) {
        Optional<Language> language = Language.of(locale);
        Settings.require(language.isPresent(), property, "must be one of en, de, fr, es, he, ja");
        return language.orElseThrow();
    }
}
