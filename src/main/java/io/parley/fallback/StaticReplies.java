package io.parley.fallback;

import io.parley.turn.FallbackReason;
import io.parley.turn.Intent;
import io.parley.turn.Language;
import io.parley.turn.Message;
import io.parley.turn.PerSite;
import io.parley.turn.Resources;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.parley.turn.TypedContext;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What visitors read when no completion can be given: the site's own text, or that of the resource of the language. Needs neither
 * Redis nor model.
 */
@Singleton
public class StaticReplies {
    private static final String CLOSED = "handoff-closed";
    private static final String OPENS = "opens";

    private final Map<Language, Map<String, ReplyText>> builtIn = new ConcurrentHashMap<>();
    private final PerSite<Map<Language, Map<String, ReplyText>>> own;
    private final Map<Language, DayText> days = new ConcurrentHashMap<>();

    StaticReplies(ReplyConfig config) {
        own = PerSite.of(config.sites(), Map.of(), (property, site) -> own(property + "replies.", site));
    }

    /** To be observed makes this exist at start-up, when a wrong text is refused. */
    void check(@Observes StartupEvent event) {}

    /** The reply of a fallback: by intent, but for reasons that have a text of their own. */
    public String fallback(FallbackReason reason, Intent intent, Message message) {
        return switch (reason) {
            case BLOCKED -> text("blocked", message);
            case UNUSABLE_ANSWER -> text("unsure", message);
            case UPSTREAM_UNAVAILABLE,
                    UPSTREAM_TIMEOUT,
                    UPSTREAM_REJECTED,
                    BUDGET_EXHAUSTED,
                    STATIC_MODE,
                    STATE_UNAVAILABLE -> text(known(intent).wire().replace('_', '-'), message);
        };
    }

    /** The reply with which a conversation goes to a person who is there. */
    public String handoff(Message message) {
        return text("handoff", message);
    }

    /**
     * The reply with which a conversation goes to a person.
     *
     * @param opens when one will be there, by the clock that is told; empty if one is there now
     */
    public String handoff(Message message, Optional<ZonedDateTime> opens) {
        return opens.isEmpty() ? handoff(message) : closed(message, opens.get());
    }

    /** The reply while a person has the conversation. */
    public String humanOwns(Message message) {
        return text("human-owns", message);
    }

    /**
     * What a visitor is told when nobody has answered in time: of itself, not in answer to a message, so the typed context of none
     * is in it.
     *
     * @param botResumes whether the bot answers meanwhile
     */
    public String late(SiteId site, Language language, boolean botResumes) {
        String key = botResumes ? "handoff-late" : "handoff-late-waiting";
        return text(key, site, language).text(TypedContext.EMPTY, Map.of());
    }

    private String closed(Message message, ZonedDateTime opens) {
        DayText day = days.computeIfAbsent(message.language(), DayText::of);
        return text(CLOSED, message.site(), message.language()).text(message.context(), Map.of(OPENS, day.of(opens)));
    }

    /** Who asks for a person while none can be called is told the general text. */
    private static Intent known(Intent intent) {
        return intent == Intent.HUMAN ? Intent.OTHER : intent;
    }

    private String text(String key, Message message) {
        return text(key, message.site(), message.language()).text(message.context(), Map.of());
    }

    private ReplyText text(String key, SiteId site, Language language) {
        ReplyText text = own.of(site).getOrDefault(language, Map.of()).get(key);
        return text == null ? builtIn(language).get(key) : text;
    }

    private Map<String, ReplyText> builtIn(Language language) {
        return builtIn.computeIfAbsent(language, StaticReplies::load);
    }

    private Map<Language, Map<String, ReplyText>> own(String property, ReplyConfig.Site site) {
        Map<Language, Map<String, ReplyText>> replies = new EnumMap<>(Language.class);
        site.replies().forEach((tag, texts) -> {
            Optional<Language> language = Language.of(tag);
            Settings.require(language.isPresent(), property + tag, "is no language with static replies");
            Map<String, ReplyText> before = replies.put(language.orElseThrow(), own(property + tag + '.', texts));
            String rule = "names a language twice, for only its first part counts: en-GB is en";
            Settings.require(before == null, property + tag, rule);
        });
        return replies;
    }

    private Map<String, ReplyText> own(String property, Map<String, String> texts) {
        Map<String, ReplyText> replies = new HashMap<>();
        texts.forEach((key, text) -> {
            // Of the variable ..._ORDER_STATUS the configuration makes a dot, for it knows no keys.
            String dashed = key.replace('.', '-');
            List<String> keys = builtIn(Language.EN).keySet().stream().sorted().toList();
            Settings.require(
                    keys.contains(dashed), property + key, "is no reply; there are " + String.join(", ", keys));
            replies.put(dashed, read(property + key, dashed, text));
        });
        return replies;
    }

    private static ReplyText read(String property, String key, String template) {
        try {
            return read(key, template.strip());
        } catch (IllegalArgumentException e) {
            Settings.require(false, property, e.getMessage());
            throw e;
        }
    }

    private static ReplyText read(String key, String template) {
        return new ReplyText(template, key.equals(CLOSED) ? Set.of(OPENS) : Set.of());
    }

    private static Map<String, ReplyText> load(Language language) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Resources.text("replies/" + language.tag() + ".properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, ReplyText> texts = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, read(key, properties.getProperty(key))));
        return texts;
    }
}
