package io.parley.guard.sensitive;

import io.parley.guard.sensitive.SensitiveText.Finding;
import io.parley.guard.sensitive.SensitiveText.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text in the form in which it is searched: digits, blanks, dashes and full-width forms of any script as their ASCII kin, char for
 * char, so that positions hold for the original. What has been taken is masked, and no later search reads through a mask.
 */
final class FoldedText implements CharSequence {
    /** A noncharacter, so it stands in for nothing that anyone writes. */
    private static final char MASK = '\uFFFF';

    /**
     * For use in a regex character class: what makes a neighbour part of the same number or token. Letters of other scripts do not,
     * as they touch numbers in Japanese and Hebrew sentences.
     */
    static final String JOINING = "0-9A-Za-z_\\u00C0-\\u024F\\uFFFF";

    /** What stands in the text already redacted must not be redacted again. */
    private static final Pattern MARKER = Pattern.compile(
            Arrays.stream(Kind.values()).map(Kind::wire).collect(Collectors.joining("|", "\\[(?:", ")]")));

    /** A random identifier (RFC 9562), whose groups of digits mean nothing. */
    private static final Pattern UUID = Pattern.compile(
            "(?<![" + JOINING + "])\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}(?![" + JOINING + "])");

    private static final int UUID_DASHES = 4;

    private final char[] original;
    private final char[] chars;
    private final List<Finding> taken = new ArrayList<>();

    private FoldedText(char[] original) {
        this.original = original;
        this.chars = original.clone();
    }

    static FoldedText of(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = folded(chars[i], i > 0 && isDigit(chars[i - 1]));
        }
        return new FoldedText(chars);
    }

    /**
     * Whether at least so many digits stand in a row, with nothing but these characters between them. No number of that many digits
     * is where they do not, and most texts hold none.
     */
    boolean hasDigits(int count, String between) {
        int digits = 0;
        for (char c : chars) {
            if (isDigit(c)) {
                digits++;
                if (digits == count) {
                    return true;
                }
            } else if (digits > 0 && between.indexOf(c) < 0) {
                digits = 0;
            }
        }
        return false;
    }

    /** In lower case, char for char, as a regex without regard to case (in any script) compares them. */
    String lowerCase() {
        char[] lower = chars.clone();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Character.toLowerCase(Character.toUpperCase(lower[i]));
        }
        return new String(lower);
    }

    /** The same, to hide more from one search alone. */
    FoldedText copy() {
        return new FoldedText(chars);
    }

    void take(Kind kind, int start, int end) {
        taken.add(new Finding(kind, start, end));
        hide(start, end);
    }

    List<Finding> taken() {
        return taken;
    }

    /** Undoes what was hidden. What has been taken, now or by whoever redacted the text before, stays masked. */
    void showHidden() {
        System.arraycopy(original, 0, chars, 0, chars.length);
        if (has('[', 1)) {
            hide(MARKER);
        }
        taken.forEach(finding -> hide(finding.start(), finding.end()));
    }

    void hideUuids() {
        if (has('-', UUID_DASHES)) {
            hide(UUID);
        }
    }

    /** Whether the char occurs at least so often. */
    boolean has(char wanted, int count) {
        int found = 0;
        for (char c : chars) {
            found += c == wanted ? 1 : 0;
        }
        return found >= count;
    }

    void hide(Pattern pattern) {
        Matcher matcher = pattern.matcher(this);
        while (matcher.find()) {
            hide(matcher.start(), matcher.end());
        }
    }

    private void hide(int start, int end) {
        Arrays.fill(chars, start, end, MASK);
    }

    /** The char there, or a line break outside the text. */
    char at(int index) {
        return index >= 0 && index < chars.length ? chars[index] : '\n';
    }

    boolean isDigitAt(int index) {
        return isDigit(at(index));
    }

    /** Whether the char there would make what stands beside it part of something longer; see {@link #JOINING}. */
    boolean joinsAt(int index) {
        char c = at(index);
        return isDigit(c)
                || c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || c >= '\u00C0' && c <= '\u024F'
                || c == '_'
                || c == MASK;
    }

    @Override
    public int length() {
        return chars.length;
    }

    @Override
    public char charAt(int index) {
        return chars[index];
    }

    @Override
    public String subSequence(int start, int end) {
        return new String(chars, start, end - start);
    }

    @Override
    public String toString() {
        return new String(chars);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static char folded(char c, boolean afterDigit) {
        if (c < 0x80) {
            return c;
        }
        if (Character.isDigit(c)) {
            return (char) ('0' + Character.digit(c, 10));
        }
        if (c >= '\uFF01' && c <= '\uFF5E') {
            return (char) (c - 0xFEE0);
        }
        // The long-vowel mark is a letter, but the nearest key to a dash on Japanese keyboards.
        boolean dash = c >= '\u2010' && c <= '\u2015' || c == '\u2212' || c == '\u30FC' && afterDigit;
        if (dash) {
            return '-';
        }
        return Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c;
    }
}
