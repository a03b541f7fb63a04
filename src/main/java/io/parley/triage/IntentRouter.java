package io.parley.triage;

import io.parley.turn.Intent;
import io.parley.turn.Language;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells a message's intent from phrases, without a model. The longest phrase wins, and a wish for a person, in whatever
 * language, wins over all. Else the visitor's own language is tried first, then the others. Phrases of {@link Intent#OTHER} are what
 * another intent's word stands in by chance, as in "invoice books"; being longer, they win over it.
 */
@Singleton
public class IntentRouter {
    private static final int PHRASE_WORDS_MAX = 6;
    private static final int REFUSAL_WORDS_MAX = 5;

    /** What may stand in the place of {@value #GAP} in a phrase. */
    private static final int GAP_WORDS_MAX = 3;

    private static final int GAP_CHARACTERS_MAX = 8;
    private static final String GAP = "…";
    private static final int KANA_FIRST = 0x3040;

    /** Where one clause ends and another begins; an apostrophe or a hyphen is within a word. */
    private static final Pattern CLAUSES = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\s'’‘´`\"“”״׳\\-‐‑]+");

    private static final Map<Language, Phrases> PHRASES = load();

    /** How phrases of all languages begin, word by word: what begins otherwise is not looked at any further. */
    private static final Set<String> BEGINNINGS = beginnings();

    /**
     * The phrases of one language, in the form in which texts are compared.
     *
     * @param gapped by the part before the gap, those after it
     * @param refusals after one of these, a wish for a person is none
     * @param spaced whether the language puts spaces between words
     */
    private record Phrases(
            Map<String, Intent> contained,
            Map<String, Map<String, Intent>> gapped,
            Map<String, Intent> whole,
            Set<String> refusals,
            boolean spaced) {

        Phrases(boolean spaced) {
            this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>(), spaced);
        }

        void add(String phrase, Intent intent) {
            int gap = phrase.indexOf(GAP);
            if (gap < 0) {
                contained.put(Words.plain(phrase), intent);
            } else {
                gapped.computeIfAbsent(Words.plain(phrase.substring(0, gap)), p -> new HashMap<>())
                        .put(Words.plain(phrase.substring(gap + GAP.length())), intent);
            }
        }
    }

    /**
     * A text as words.
     *
     * @param runs by their first word, those of one word, of two, and so on, as long as any phrase begins so: made once for all languages
     * @param clauses the number of the clause in which each word stands
     */
    private record Text(String plain, String[][] runs, int[] clauses) {
        static Text of(String text) {
            List<String> words = new ArrayList<>();
            List<Integer> clauses = new ArrayList<>();
            int clause = 0;
            for (String part : CLAUSES.split(text)) {
                clause++;
                for (String word : Words.plain(part).split(" ")) {
                    if (!word.isEmpty()) {
                        words.add(word);
                        clauses.add(clause);
                    }
                }
            }
            String[][] runs = new String[words.size()][];
            for (int first = 0; first < runs.length; first++) {
                runs[first] = runs(words, first);
            }
            return new Text(
                    String.join(" ", words),
                    runs,
                    clauses.stream().mapToInt(Integer::intValue).toArray());
        }

        private static String[] runs(List<String> words, int first) {
            List<String> runs = new ArrayList<>(PHRASE_WORDS_MAX);
            String run = words.get(first);
            for (int more = 1; BEGINNINGS.contains(run); more++) {
                runs.add(run);
                if (more == PHRASE_WORDS_MAX || first + more == words.size()) {
                    break;
                }
                run = run + ' ' + words.get(first + more);
            }
            return runs.toArray(String[]::new);
        }

        int words() {
            return runs.length;
        }

        /** Null if no phrase begins so. */
        String run(int first, int more) {
            return more < runs[first].length ? runs[first][more] : null;
        }
    }

    /** The best phrase so far. */
    private static final class Best {
        /** Null as long as there is none. */
        private Intent intent;

        private int length;

        /** The last word of a wish for a person that was refused: what begins before its end is part of it. */
        private int refusedUntil = -1;

        void offer(Intent other, int itsLength) {
            boolean wins = other == Intent.HUMAN || intent != Intent.HUMAN && itsLength > length;
            if (other != null && wins) {
                intent = other;
                length = itsLength;
            }
        }
    }

    /** Done when the class is initialised: of a native executable, while it is built. */
    private static Map<Language, Phrases> load() {
        Map<Language, Phrases> all = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            Phrases known = new Phrases(language != Language.JA);
            all.put(language, known);
            for (Intent intent : Intent.values()) {
                IntentData data = IntentData.of(intent);
                in(data.phrases(), language).forEach(phrase -> known.add(phrase, intent));
                in(data.messages(), language).forEach(text -> known.whole.put(Words.plain(text), intent));
                in(data.refusals(), language).forEach(phrase -> known.refusals.add(Words.plain(phrase)));
            }
        }
        return all;
    }

    private static Set<String> beginnings() {
        Set<String> beginnings = new HashSet<>();
        for (Phrases phrases : PHRASES.values()) {
            if (phrases.spaced) {
                phrases.gapped.forEach((start, ends) -> {
                    begin(start, beginnings);
                    ends.keySet().forEach(end -> begin(end, beginnings));
                });
            }
            phrases.contained.keySet().forEach(phrase -> begin(phrase, beginnings));
            phrases.whole.keySet().forEach(phrase -> begin(phrase, beginnings));
            phrases.refusals.forEach(phrase -> begin(phrase, beginnings));
        }
        return beginnings;
    }

    private static void begin(String phrase, Set<String> beginnings) {
        for (int space = phrase.indexOf(' '); space >= 0; space = phrase.indexOf(' ', space + 1)) {
            beginnings.add(phrase.substring(0, space));
        }
        beginnings.add(phrase);
    }

    private static List<String> in(Map<Language, List<String>> lists, Language language) {
        return lists.getOrDefault(language, List.of());
    }

    /** {@link Intent#OTHER} if no phrase says more. */
    public Intent route(String text, Language language) {
        Text split = Text.of(text);
        Set<Language> order = new LinkedHashSet<>(List.of(language));
        order.addAll(Arrays.asList(Language.values()));
        Intent first = null;
        for (Language candidate : order) {
            Intent intent = match(split, PHRASES.get(candidate));
            if (intent == Intent.HUMAN) {
                return intent;
            }
            first = first == null ? intent : first;
        }
        return first == null ? Intent.OTHER : first;
    }

    /** Null if no phrase is found; one of {@link Intent#OTHER} is. */
    private static Intent match(Text text, Phrases phrases) {
        Intent whole = phrases.whole.get(text.plain);
        if (whole == null) {
            whole = courtesies(text, phrases);
        }
        if (whole != null) {
            return whole;
        }
        return phrases.spaced ? inWords(text, phrases) : inCharacters(text.plain, phrases);
    }

    /**
     * Whether the text is nothing but greetings and courtesies, one after another, as "Hi team, good morning!"; null if not. Courtesies
     * are the whole messages of {@link Intent#OTHER}. One that asks for a person is neither: "Hello support" does not.
     */
    private static Intent courtesies(Text text, Phrases phrases) {
        Intent[] upTo = new Intent[text.words() + 1];
        upTo[0] = Intent.OTHER;
        for (int first = 0; first < text.words() && upTo[first] != null; first = next(upTo, first + 1)) {
            for (int more = 0; more < text.runs[first].length; more++) {
                Intent piece = phrases.whole.get(text.runs[first][more]);
                int end = first + more + 1;
                if (piece == Intent.GREETING) {
                    upTo[end] = piece;
                } else if (piece == Intent.OTHER && upTo[end] == null) {
                    upTo[end] = upTo[first];
                }
            }
        }
        return upTo[text.words()];
    }

    /** The next place that is reached, or the end. */
    private static int next(Intent[] upTo, int from) {
        int at = from;
        while (at < upTo.length - 1 && upTo[at] == null) {
            at++;
        }
        return at;
    }

    /** Looks every run of words up, which costs the same for ten phrases and ten thousand. */
    private static Intent inWords(Text text, Phrases phrases) {
        Best best = new Best();
        for (int first = 0; first < text.words(); first++) {
            for (int more = 0; more < text.runs[first].length; more++) {
                String run = text.runs[first][more];
                Intent intent = phrases.contained.get(run);
                Map<String, Intent> ends = phrases.gapped.get(run);
                if (intent != null || ends != null) {
                    boolean refused = first <= best.refusedUntil || isRefused(text, first, phrases);
                    offer(best, intent, run.length(), refused, first + more);
                    if (ends != null) {
                        afterGap(text, first + more + 1, run.length(), ends, best, refused);
                    }
                }
            }
        }
        return best.intent;
    }

    private static void afterGap(
            Text text, int from, int length, Map<String, Intent> ends, Best best, boolean refused) {
        for (int first = from; first < Math.min(text.words(), from + GAP_WORDS_MAX + 1); first++) {
            for (int more = 0; more < text.runs[first].length; more++) {
                String run = text.runs[first][more];
                offer(best, ends.get(run), length + run.length(), refused, first + more);
            }
        }
    }

    private static void offer(Best best, Intent intent, int length, boolean refused, int last) {
        if (intent == Intent.HUMAN && refused) {
            best.refusedUntil = Math.max(best.refusedUntil, last);
        } else {
            best.offer(intent, length);
        }
    }

    /** Whether the words right before, in the same clause, say that what follows is not wanted. */
    private static boolean isRefused(Text text, int at, Phrases phrases) {
        for (int first = at - 1; first >= Math.max(0, at - REFUSAL_WORDS_MAX); first--) {
            if (text.clauses[first] != text.clauses[at]) {
                return false;
            }
            if (phrases.refusals.contains(text.run(first, at - 1 - first))) {
                return true;
            }
        }
        return false;
    }

    /** For scripts without spaces between words; a text that holds none of them needs no search. */
    private static Intent inCharacters(String plain, Phrases phrases) {
        Best best = new Best();
        if (plain.chars().allMatch(c -> c < KANA_FIRST)) {
            return best.intent;
        }
        phrases.contained.forEach((phrase, intent) -> {
            if (plain.contains(phrase)) {
                best.offer(intent, phrase.length());
            }
        });
        phrases.gapped.forEach((start, ends) -> {
            for (int at = plain.indexOf(start); at >= 0; at = plain.indexOf(start, at + 1)) {
                int from = at + start.length();
                ends.forEach((end, intent) -> {
                    int found = plain.indexOf(end, from);
                    if (found >= 0 && found - from <= GAP_CHARACTERS_MAX) {
                        best.offer(intent, start.length() + end.length());
                    }
                });
            }
        });
        return best.intent;
    }
}
