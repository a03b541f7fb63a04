package io.parley.guard;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an answer may name: what stands in this conversation and in what the site said of this visitor.
 *
 * @param said the message, the window, the typed context and the articles
 * @param trusted those parts of it that the site itself wrote, from which links may be taken
 */
public record Known(List<String> said, List<String> trusted) {
    private static final Pattern BETWEEN_DIGITS = Pattern.compile("(?<=\\d)[ .()/\\u00A0\\u2011-]{1,3}(?=\\d)");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    boolean names(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return said.stream().anyMatch(s -> s.toLowerCase(Locale.ROOT).contains(lower));
    }

    /** Whether these digits were said, however they were grouped. */
    boolean hasDigits(String digits) {
        return said.stream()
                .anyMatch(s -> BETWEEN_DIGITS.matcher(s).replaceAll("").contains(digits));
    }

    /** Whether this number, of digits and perhaps letters, was said, whatever separates its parts. */
    boolean hasNumber(String number) {
        String bare = bare(number);
        return said.stream().anyMatch(s -> bare(s).contains(bare));
    }

    private static String bare(String text) {
        return NO_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    }
}
