package io.parley.triage;

import io.parley.turn.Intent;
import io.parley.turn.Language;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The phrases of all intents and languages, made ready to be looked up in. */
final class Phrases {
    /** Before the first word of every phrase. */
    static final Node ROOT = new Node();

    /** Phrases of a language that puts no spaces between words, which have no words to be found by. */
    static final Map<Language, Unspaced> UNSPACED = new EnumMap<>(Language.class);

    private static final String GAP = "…";
    private static final Language[] LANGUAGES = Language.values();

    static {
        load();
    }

    private Phrases() {}

    /**
     * What phrases of all languages begin with, word by word: a message's words are looked up once for all of them, and what begins no
     * phrase is not looked at any further.
     */
    static final class Node {
        private final Map<String, Node> next = new HashMap<>();

        /** What is said here in each language, by its number; null where nothing ends. */
        private Said[] said;

        Node child(String word) {
            return next.get(word);
        }

        /** The node at the end of the words, which is made if there is none. */
        Node at(String words) {
            Node node = this;
            for (String word : words.split(" ")) {
                node = node.next.computeIfAbsent(word, w -> new Node());
            }
            return node;
        }

        Said in(Language language) {
            return said == null ? null : said[language.ordinal()];
        }

        Said add(Language language) {
            if (said == null) {
                said = new Said[LANGUAGES.length];
            }
            if (said[language.ordinal()] == null) {
                said[language.ordinal()] = new Said();
            }
            return said[language.ordinal()];
        }
    }

    /** What some words are in a language. */
    static final class Said {
        /** Wherever they stand. */
        Intent contained;

        /** With these ends after a gap. */
        Map<Node, Intent> gapped;

        /** If they are the whole message. */
        Intent whole;

        /** After them, a wish for a person is none. */
        boolean refusal;
    }

    /** Phrases, and those with a gap by the part before it. */
    record Unspaced(Map<String, Intent> contained, Map<String, Map<String, Intent>> gapped) {
        Unspaced() {
            this(new HashMap<>(), new HashMap<>());
        }
    }

    /** Done when the class is initialised: of a native executable, while it is built. */
    private static void load() {
        for (Language language : LANGUAGES) {
            boolean spaced = language != Language.JA;
            if (!spaced) {
                UNSPACED.put(language, new Unspaced());
            }
            for (Intent intent : Intent.values()) {
                IntentData data = IntentData.of(intent);
                in(data.phrases(), language).forEach(phrase -> add(phrase, intent, language, spaced));
                in(data.messages(), language)
                        .forEach(text -> ROOT.at(Words.plain(text)).add(language).whole = intent);
                in(data.refusals(), language)
                        .forEach(phrase -> ROOT.at(Words.plain(phrase)).add(language).refusal = true);
            }
        }
    }

    private static void add(String phrase, Intent intent, Language language, boolean spaced) {
        int gap = phrase.indexOf(GAP);
        if (gap < 0) {
            String words = Words.plain(phrase);
            if (spaced) {
                ROOT.at(words).add(language).contained = intent;
            } else {
                UNSPACED.get(language).contained.put(words, intent);
            }
            return;
        }
        String start = Words.plain(phrase.substring(0, gap));
        String end = Words.plain(phrase.substring(gap + GAP.length()));
        if (spaced) {
            Said said = ROOT.at(start).add(language);
            said.gapped = said.gapped == null ? new HashMap<>() : said.gapped;
            said.gapped.put(ROOT.at(end), intent);
        } else {
            UNSPACED.get(language)
                    .gapped
                    .computeIfAbsent(start, s -> new HashMap<>())
                    .put(end, intent);
        }
    }

    private static List<String> in(Map<Language, List<String>> lists, Language language) {
        return lists.getOrDefault(language, List.of());
    }
}
