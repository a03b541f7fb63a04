package io.parley.fallback;

import io.parley.turn.FallbackReason;
import io.parley.turn.Intent;
import io.parley.turn.Language;
import io.parley.turn.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** What visitors read when no completion can be given, from a resource for each language. Needs neither Redis nor model. */
@ApplicationScoped
public class StaticReplies {
    private final Map<Language, Properties> texts = new ConcurrentHashMap<>();

    /** The reply of a fallback: by intent, but for reasons that have a text of their own. */
    public String fallback(FallbackReason reason, Intent intent, Language language) {
        return switch (reason) {
            case BLOCKED -> text("blocked", language);
            case UNUSABLE_ANSWER -> text("fallback.unsure", language);
            case UPSTREAM_UNAVAILABLE,
                    UPSTREAM_TIMEOUT,
                    UPSTREAM_REJECTED,
                    BUDGET_EXHAUSTED,
                    STATIC_MODE,
                    STATE_UNAVAILABLE -> text("fallback." + known(intent).wire(), language);
        };
    }

    /** The reply with which a conversation goes to a person. */
    public String handoff(Language language) {
        return text("handoff", language);
    }

    /** The reply while a person has the conversation. */
    public String humanOwns(Language language) {
        return text("human_owns", language);
    }

    /** Who asks for a person while none can be called is told the general text. */
    private static Intent known(Intent intent) {
        return intent == Intent.HUMAN ? Intent.OTHER : intent;
    }

    private String text(String key, Language language) {
        String text = texts.computeIfAbsent(language, StaticReplies::load).getProperty(key);
        if (text == null) {
            throw new IllegalStateException("no reply " + key + " in " + language.tag());
        }
        return text;
    }

    private static Properties load(Language language) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Resources.text("replies/" + language.tag() + ".properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
