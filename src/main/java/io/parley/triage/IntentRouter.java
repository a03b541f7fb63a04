package io.parley.triage;

import io.parley.turn.Intent;
import io.parley.turn.Language;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** What may stand in the gap of a phrase. */
    private static final int GAP_WORDS_MAX = 3;

    private static final int GAP_CHARACTERS_MAX = 8;
    private static final int KANA_FIRST = 0x3040;

    /** Where one clause ends and another begins; an apostrophe or a hyphen is within a word. */
    private static final Pattern CLAUSES = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\s'’‘´`\"“”״׳\\-‐‑]+");

    /** What of ASCII these let pass. */
    private static final String WITHIN_CLAUSE = " \t\n\u000B\f\r'`\"-";

    private static final Language[] LANGUAGES = Language.values();

    /**
     * A text as words.
     *
     * @param plain null if it holds nothing but ASCII
     * @param runs by their first word, those of one word, of two, and so on, as long as any phrase begins so
     * @param clauses the number of the clause in which each word stands
     * @param whole where all of its words lead to; null if no phrase begins so
     */
    private record Text(String plain, Run[][] runs, int[] clauses, Phrases.Node whole) {
        static Text of(String text) {
            List<String> words = new ArrayList<>();
            int[] clauses = new int[text.length()];
            String plain = null;
            if (Words.isAscii(text)) {
                split(text, words, clauses);
            } else {
                int clause = 0;
                for (String part : CLAUSES.split(text)) {
                    clause++;
                    for (String word : Words.plain(part).split(" ")) {
                        if (!word.isEmpty()) {
                            clauses = words.size() < clauses.length
                                    ? clauses
                                    : Arrays.copyOf(clauses, 2 * clauses.length + 1);
                            clauses[words.size()] = clause;
                            words.add(word);
                        }
                    }
                }
                plain = String.join(" ", words);
            }
            Run[][] runs = new Run[words.size()][];
            for (int first = 0; first < runs.length; first++) {
                runs[first] = runs(words, first);
            }
            Phrases.Node whole = Phrases.ROOT;
            for (int at = 0; at < words.size() && whole != null; at++) {
                whole = whole.child(words.get(at));
            }
            return new Text(plain, runs, clauses, whole);
        }

        /** As {@link #CLAUSES} and {@link Words#plain} do it, in one pass. */
        private static void split(String text, List<String> words, int[] clauses) {
            String lower = text.toLowerCase(Locale.ROOT);
            int clause = 0;
            int begin = -1;
            for (int at = 0; at <= lower.length(); at++) {
                char c = at < lower.length() ? lower.charAt(at) : ' ';
                if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                    begin = begin < 0 ? at : begin;
                    continue;
                }
                if (begin >= 0) {
                    clauses[words.size()] = clause;
                    words.add(lower.substring(begin, at));
                    begin = -1;
                }
                clause += c == ' ' || WITHIN_CLAUSE.indexOf(c) >= 0 ? 0 : 1;
            }
        }

        private static Run[] runs(List<String> words, int first) {
            Run[] runs = new Run[PHRASE_WORDS_MAX];
            int found = 0;
            int length = 0;
            Phrases.Node node = Phrases.ROOT;
            for (int at = first; found < PHRASE_WORDS_MAX && at < words.size(); at++) {
                String word = words.get(at);
                node = node.child(word);
                if (node == null) {
                    break;
                }
                length += word.length() + (at > first ? 1 : 0);
                runs[found++] = new Run(node, length);
            }
            return Arrays.copyOf(runs, found);
        }

        int words() {
            return runs.length;
        }
    }

    /** Some words of a text, and how many characters they have. */
    private record Run(Phrases.Node node, int length) {}

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

    /** {@link Intent#OTHER} if no phrase says more. */
    public Intent route(String text, Language language) {
        Text split = Text.of(text);
        Intent first = match(split, language);
        for (int i = 0; i < LANGUAGES.length && first != Intent.HUMAN; i++) {
            if (LANGUAGES[i] != language) {
                Intent intent = match(split, LANGUAGES[i]);
                first = first == null || intent == Intent.HUMAN ? intent : first;
            }
        }
        return first == null ? Intent.OTHER : first;
    }

    /** Null if no phrase is found; one of {@link Intent#OTHER} is. */
    private static Intent match(Text text, Language language) {
        Phrases.Said all = text.whole == null ? null : text.whole.in(language);
        Intent whole = all == null ? null : all.whole;
        if (whole == null) {
            whole = courtesies(text, language);
        }
        if (whole != null) {
            return whole;
        }
        Phrases.Unspaced unspaced = Phrases.UNSPACED.get(language);
        return unspaced == null ? inWords(text, language) : inCharacters(text.plain, unspaced);
    }

    /**
     * Whether the text is nothing but greetings and courtesies, one after another, as "Hi team, good morning!"; null if not. Courtesies
     * are the whole messages of {@link Intent#OTHER}. One that asks for a person is neither: "Hello support" does not.
     */
    private static Intent courtesies(Text text, Language language) {
        Intent[] upTo = new Intent[text.words() + 1];
        upTo[0] = Intent.OTHER;
        for (int first = 0; first < text.words() && upTo[first] != null; first = next(upTo, first + 1)) {
            for (int more = 0; more < text.runs[first].length; more++) {
                Phrases.Said said = text.runs[first][more].node.in(language);
                Intent piece = said == null ? null : said.whole;
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
    private static Intent inWords(Text text, Language language) {
        Best best = new Best();
        for (int first = 0; first < text.words(); first++) {
            for (int more = 0; more < text.runs[first].length; more++) {
                Run run = text.runs[first][more];
                Phrases.Said said = run.node.in(language);
                if (said != null && (said.contained != null || said.gapped != null)) {
                    boolean refused = first <= best.refusedUntil || isRefused(text, first, language);
                    offer(best, said.contained, run.length, refused, first + more);
                    if (said.gapped != null) {
                        afterGap(text, first + more + 1, run.length, said.gapped, best, refused);
                    }
                }
            }
        }
        return best.intent;
    }

    private static void afterGap(
            Text text, int from, int length, Map<Phrases.Node, Intent> ends, Best best, boolean refused) {
        for (int first = from; first < Math.min(text.words(), from + GAP_WORDS_MAX + 1); first++) {
            for (int more = 0; more < text.runs[first].length; more++) {
                Run run = text.runs[first][more];
                offer(best, ends.get(run.node), length + run.length, refused, first + more);
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
    private static boolean isRefused(Text text, int at, Language language) {
        for (int first = at - 1; first >= Math.max(0, at - REFUSAL_WORDS_MAX); first--) {
            if (text.clauses[first] != text.clauses[at]) {
                return false;
            }
            int more = at - 1 - first;
            Phrases.Said said = more < text.runs[first].length ? text.runs[first][more].node.in(language) : null;
            if (said != null && said.refusal) {
                return true;
            }
        }
        return false;
    }

    /** For scripts without spaces between words; a text that holds none of them needs no search. */
    private static Intent inCharacters(String plain, Phrases.Unspaced phrases) {
        Best best = new Best();
        if (plain == null || plain.chars().allMatch(c -> c < KANA_FIRST)) {
            return best.intent;
        }
        phrases.contained().forEach((phrase, intent) -> {
            if (plain.contains(phrase)) {
                best.offer(intent, phrase.length());
            }
        });
        phrases.gapped().forEach((start, ends) -> {
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
