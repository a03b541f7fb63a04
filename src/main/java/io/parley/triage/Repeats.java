package io.parley.triage;

import io.parley.turn.Role;
import io.parley.turn.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells whether a visitor asks again what was answered: the definition behind the repeat-question rate. Two questions that name
 * different numbers are two questions, however alike: whoever asks of order 1 and then of order 2 repeats nothing.
 */
public final class Repeats {
    /** Share of words in common from which two questions count as the same (Jaccard). */
    static final double SIMILARITY_MIN = 0.6;

    static final Duration WITHIN = Duration.ofMinutes(30);

    /** Shorter texts, such as "yes" or "thank you", come up again without asking anything again. */
    private static final int TOKENS_MIN = 3;

    private Repeats() {}

    /**
     * @param window the turns before, oldest first
     * @param epoch the session's: turns of older ones, which a release has ended, do not count
     */
    public static boolean isRepeat(String text, List<Turn> window, long epoch, Instant now) {
        String plain = Words.plain(text);
        Set<String> numbers = numbers(plain);
        boolean answered = false;
        for (int i = window.size() - 1; i >= 0; i--) {
            Turn turn = window.get(i);
            if (turn.epoch() != epoch || turn.at().isBefore(now.minus(WITHIN))) {
                return false;
            }
            if (turn.role() != Role.VISITOR) {
                answered = true;
            } else if (answered) {
                String before = Words.plain(turn.text());
                if (numbers.equals(numbers(before)) && isSame(tokens(plain), tokens(before))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSame(Set<String> asked, Set<String> before) {
        return asked.size() >= TOKENS_MIN && similarity(asked, before) >= SIMILARITY_MIN;
    }

    static double similarity(Set<String> a, Set<String> b) {
        Set<String> common = new HashSet<>(a);
        common.retainAll(b);
        int union = a.size() + b.size() - common.size();
        return union == 0 ? 0 : (double) common.size() / union;
    }

    /** Words of a plain text; of scripts without spaces, pairs of characters. */
    static Set<String> tokens(String plain) {
        Set<String> tokens = new HashSet<>();
        for (String word : plain.split(" ")) {
            if (!holdsOfNoSpaces(word)) {
                tokens.add(word);
                continue;
            }
            int[] characters = word.codePoints().toArray();
            for (int i = 0; i + 1 < characters.length; i++) {
                tokens.add(new String(characters, i, 2));
            }
        }
        tokens.remove("");
        return tokens;
    }

    /** Words with a digit in them, such as {@code 10342} or {@code a7}; in scripts without spaces, what stands between their characters. */
    static Set<String> numbers(String plain) {
        Set<String> numbers = new HashSet<>();
        int begin = 0;
        boolean digit = false;
        for (int at = 0; at <= plain.length(); ) {
            int c = at == plain.length() ? ' ' : plain.codePointAt(at);
            if (c == ' ' || isOfNoSpaces(c)) {
                if (digit) {
                    numbers.add(plain.substring(begin, at));
                }
                begin = at + Character.charCount(c);
                digit = false;
            } else {
                digit |= Character.isDigit(c);
            }
            at += Character.charCount(c);
        }
        return numbers;
    }

    private static boolean holdsOfNoSpaces(String word) {
        for (int at = 0; at < word.length(); at += Character.charCount(word.codePointAt(at))) {
            if (isOfNoSpaces(word.codePointAt(at))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfNoSpaces(int c) {
        return Character.isIdeographic(c) || c >= 0x3040 && c <= 0x30FF; // kana
    }
}
