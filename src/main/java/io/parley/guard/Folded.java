package io.parley.guard;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A text in the forms in which rules look at it, so that each rule need know only one spelling.
 *
 * @param text compatibility-composed (Unicode NFKC) and in lower case
 * @param words its letters and digits without accents and look-alikes, single spaces between words and at both ends
 * @param letters the letters of {@code words} alone, digits and signs that stand for letters read as these
 */
record Folded(String text, String words, String letters) {
    private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036F\\u0591-\\u05C7]+");

    private static final Map<Character, Character> LOOK_ALIKES = table(
            "авекмнорстухіјѕһԁԛԝԍьαοεικνρτυχωηɡıɪɢɴᴏʀᴇᴀʙᴄᴅғʜᴊᴋʟᴍᴘǫᴛᴜᴠᴡʏᴢł",
            "abekmhopctyxijshdqwgbaoeikvptuxwngiignoreabcdfhjklmpqtuvwyzl");

    /** Digits and signs that stand for letters, by their code. */
    private static final char[] LEET = new char[0x80];

    static {
        String from = "0134578@$!|";
        for (int i = 0; i < from.length(); i++) {
            LEET[from.charAt(i)] = "oieastbasil".charAt(i);
        }
    }

    static Folded of(String text) {
        String lower = lower(text);
        String bare = isAscii(lower) ? lower : alike(lower);
        StringBuilder words = new StringBuilder(bare.length() + 2).append(' ');
        StringBuilder letters = new StringBuilder(bare.length());
        bare.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c)) {
                words.appendCodePoint(c);
            } else if (words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
            int read = c < LEET.length && LEET[c] != 0 ? LEET[c] : c;
            if (Character.isLetter(read)) {
                letters.appendCodePoint(read);
            }
        });
        if (words.charAt(words.length() - 1) != ' ') {
            words.append(' ');
        }
        return new Folded(lower, words.toString(), letters.toString());
    }

    /** The letters alone, in lower case and without accents and look-alikes, digits left out. */
    static String lettersOf(String text) {
        String lower = lower(text);
        String bare = isAscii(lower) ? lower : alike(lower);
        StringBuilder letters = new StringBuilder(bare.length());
        bare.codePoints().filter(Character::isLetter).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private static String lower(String text) {
        return (isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC)).toLowerCase(Locale.ROOT);
    }

    private static String alike(String lower) {
        String split = Normalizer.normalize(lower, Normalizer.Form.NFD);
        char[] bare = Normalizer.normalize(ACCENTS.matcher(split).replaceAll(""), Normalizer.Form.NFC)
                .toCharArray();
        for (int i = 0; i < bare.length; i++) {
            bare[i] = bare[i] < 0x80 ? bare[i] : LOOK_ALIKES.getOrDefault(bare[i], bare[i]);
        }
        return new String(bare);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static Map<Character, Character> table(String from, String to) {
        if (from.length() != to.length()) {
            throw new IllegalStateException("a table of look-alikes whose sides differ");
        }
        return IntStream.range(0, from.length())
                .boxed()
                .collect(Collectors.toMap(from::charAt, to::charAt, (a, b) -> a));
    }
}
