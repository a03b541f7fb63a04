package io.parley.guard.sensitive;

import io.parley.guard.sensitive.SensitiveText.Kind;
import java.util.regex.Pattern;

/**
 * Addresses by RFC 5322 (addr-spec) and RFC 6531 (any script), as far as people use them: no comments, no address literals, and of
 * the symbols only those that do not rather belong to the text around it.
 */
final class EmailAddresses {
    private static final String LOCAL_SYMBOLS = "._+-%&'~";
    private static final int QUOTED_MAX = 64;

    /** A picture's name for dense screens, such as logo@2x.png. */
    private static final Pattern PICTURE =
            Pattern.compile("[1-9]x\\.(?:png|jpe?g|gif|webp|svg)", Pattern.CASE_INSENSITIVE);

    private EmailAddresses() {}

    static void takeFrom(FoldedText text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.at(at) != '@') {
                continue;
            }
            int start = text.at(at - 1) == '"' ? quotedStart(text, at - 1) : localStart(text, at);
            int end = start < at ? domainEnd(text, at + 1) : -1;
            if (end > 0 && !PICTURE.matcher(text.subSequence(at + 1, end)).matches()) {
                text.take(Kind.EMAIL, start, end);
            }
        }
    }

    private static int quotedStart(FoldedText text, int closing) {
        for (int i = closing - 1; i >= Math.max(0, closing - QUOTED_MAX) && text.at(i) != '\n'; i--) {
            if (text.at(i) == '"') {
                return i;
            }
        }
        return closing + 1;
    }

    private static int localStart(FoldedText text, int at) {
        boolean latin = false;
        int start = at;
        while (start > 0) {
            int c = Character.codePointBefore(text, start);
            // In text without spaces, an address in Latin letters ends where the other script begins.
            if (!isNamePart(c) && LOCAL_SYMBOLS.indexOf(c) < 0 || latin && isForeign(c)) {
                break;
            }
            latin |= isLatin(c);
            start -= Character.charCount(c);
        }
        while (start < at && ".-'".indexOf(text.at(start)) >= 0) {
            start++;
        }
        return start;
    }

    /** The end of the longest domain that has a top level, or -1. */
    private static int domainEnd(FoldedText text, int domain) {
        int found = -1;
        for (int label = domain; ; ) {
            int end = labelEnd(text, label);
            if (end == label || text.at(label) == '-') {
                return found;
            }
            if (label > domain) {
                found = Math.max(found, topLevelEnd(text, label, end));
            }
            if (text.at(end) != '.') {
                return found;
            }
            label = end + 1;
        }
    }

    private static int labelEnd(FoldedText text, int label) {
        boolean latin = false;
        int end = label;
        while (end < text.length()) {
            int c = Character.codePointAt(text, end);
            if (!isNamePart(c) && c != '-' || latin && isForeign(c)) {
                break;
            }
            latin |= isLatin(c);
            end += Character.charCount(c);
        }
        return end;
    }

    /** Where the label ends as a top-level domain: all letters, at least two, or in the ASCII form of IDNA (RFC 5890); else -1. */
    private static int topLevelEnd(FoldedText text, int label, int end) {
        if (end - label > 4 && text.subSequence(label, label + 4).equalsIgnoreCase("xn--")) {
            return end;
        }
        int letters = label;
        while (letters < end && isLetter(Character.codePointAt(text, letters))) {
            letters += Character.charCount(Character.codePointAt(text, letters));
        }
        boolean ends = letters == end || text.at(letters) == '-';
        return ends && letters - label >= 2 ? letters : -1;
    }

    private static boolean isNamePart(int c) {
        return isLetter(c) || Character.isDigit(c);
    }

    private static boolean isLetter(int c) {
        int type = Character.getType(c);
        return Character.isLetter(c) || type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isForeign(int c) {
        return Character.isLetter(c) && !isLatin(c);
    }

    private static boolean isLatin(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }
}
