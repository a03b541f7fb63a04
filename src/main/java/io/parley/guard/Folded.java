package io.parley.guard;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A text in the forms in which rules look at it, so that each rule need know only one spelling.
 *
 * @param text compatibility-composed (Unicode NFKC) and in lower case
 * @param words its letters and digits without accents and look-alikes, single spaces between words and at both ends
 * @param letters the letters of {@code words} alone, digits and signs that stand for letters read as these
 */
record Folded(String text, String words, String letters) {
    /** What a look-alike is read as, by its code; 0 for all others. */
    private static final char[] LOOK_ALIKES = table(
            "авекмнорстухіјѕһԁԛԝԍьαοεικνρτυχωηɡıɪɢɴᴏʀᴇᴀʙᴄᴅғʜᴊᴋʟᴍᴘǫᴛᴜᴠᴡʏᴢł",
            "abekmhopctyxijshdqwgbaoeikvptuxwngiignoreabcdfhjklmpqtuvwyzl");

    /** Digits and signs that stand for letters, by their code. */
    private static final char[] LEET = table("0134578@$!|", "oieastbasil");

    static Folded of(String text) {
        String lower = lower(text);
        char[] bare = bare(lower);
        // One char longer at both ends, for the spaces.
        char[] words = new char[bare.length + 2];
        char[] letters = new char[bare.length];
        int wordsEnd = 0;
        int lettersEnd = 0;
        words[wordsEnd++] = ' ';
        int chars;
        for (int i = 0; i < bare.length; i += chars) {
            int c = Character.codePointAt(bare, i);
            chars = Character.charCount(c);
            boolean letter = c < 0x80 ? c >= 'a' && c <= 'z' : Character.isLetter(c);
            if (letter || (c < 0x80 ? c >= '0' && c <= '9' : Character.isDigit(c))) {
                wordsEnd += Character.toChars(c, words, wordsEnd);
            } else if (words[wordsEnd - 1] != ' ') {
                words[wordsEnd++] = ' ';
            }
            if (c < LEET.length && LEET[c] != 0) {
                letters[lettersEnd++] = LEET[c];
            } else if (letter) {
                lettersEnd += Character.toChars(c, letters, lettersEnd);
            }
        }
        if (words[wordsEnd - 1] != ' ') {
            words[wordsEnd++] = ' ';
        }
        return new Folded(lower, new String(words, 0, wordsEnd), new String(letters, 0, lettersEnd));
    }

    /** The letters alone, in lower case and without accents and look-alikes, digits left out. */
    static String lettersOf(String text) {
        return of(text).plainLetters();
    }

    /** As {@link #lettersOf}. */
    String plainLetters() {
        char[] plain = words.toCharArray();
        int length = 0;
        int chars;
        for (int i = 0; i < plain.length; i += chars) {
            int c = Character.codePointAt(plain, i);
            chars = Character.charCount(c);
            if (Character.isLetter(c)) {
                length += Character.toChars(c, plain, length);
            }
        }
        return new String(plain, 0, length);
    }

    private static String lower(String text) {
        return (isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC)).toLowerCase(Locale.ROOT);
    }

    private static char[] bare(String lower) {
        if (isAscii(lower)) {
            return lower.toCharArray();
        }
        char[] split = Normalizer.normalize(lower, Normalizer.Form.NFD).toCharArray();
        int length = 0;
        for (char c : split) {
            if (!isAccent(c)) {
                split[length++] = c;
            }
        }
        char[] bare = Normalizer.normalize(new String(split, 0, length), Normalizer.Form.NFC)
                .toCharArray();
        for (int i = 0; i < bare.length; i++) {
            char c = bare[i];
            bare[i] = c < LOOK_ALIKES.length && LOOK_ALIKES[c] != 0 ? LOOK_ALIKES[c] : c;
        }
        return bare;
    }

    private static boolean isAccent(char c) {
        return c >= 0x0300 && c <= 0x036F || c >= 0x0591 && c <= 0x05C7;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static char[] table(String from, String to) {
        if (from.length() != to.length()) {
            throw new IllegalStateException("a table of look-alikes whose sides differ");
        }
        char[] table = new char[from.chars().max().orElse(0) + 1];
        // From the end, so that the first of two entries holds.
        for (int i = from.length() - 1; i >= 0; i--) {
            table[from.charAt(i)] = to.charAt(i);
        }
        return table;
    }
}
