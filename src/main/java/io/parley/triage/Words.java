package io.parley.triage;

import java.text.Normalizer;
import java.util.Locale;

/** The form in which texts and phrases are compared. */
final class Words {
    private Words() {}

    /**
     * Lower case, compatibility forms unified (Unicode NFKC), Latin accents dropped, everything that is neither letter, digit nor
     * mark one space. Voicing marks of kana and points of other scripts stay: there they tell words apart.
     */
    static String plain(String text) {
        if (isPlain(text)) {
            return text;
        }
        if (isAscii(text)) {
            return words(text.toLowerCase(Locale.ROOT));
        }
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(words(decomposed), Normalizer.Form.NFC);
    }

    /** Normalisation leaves them alone. */
    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Most of some 9,000 phrases are; to find that out is much cheaper than to normalise them. */
    private static boolean isPlain(String text) {
        boolean gap = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' && gap || c != ' ' && !isPlain(c)) {
                return false;
            }
            gap = c == ' ';
        }
        return !gap;
    }

    /** Letters that normalisation leaves alone: of Latin without accents, Hebrew without points, kana, Han. */
    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c >= 'א' && c <= 'ת'
                || c >= 'ぁ' && c <= 'ゖ'
                || c >= 'ァ' && c <= 'ヺ'
                || c == 'ー'
                || c >= '\u4E00' && c <= '\u9FA5';
    }

    private static String words(String decomposed) {
        StringBuilder plain = new StringBuilder(decomposed.length());
        boolean gap = false;
        for (int i = 0; i < decomposed.length(); ) {
            int c = decomposed.codePointAt(i);
            i += Character.charCount(c);
            if (c >= 0x0300 && c <= 0x036F) {
                continue;
            }
            if (!Character.isLetterOrDigit(c) && Character.getType(c) != Character.NON_SPACING_MARK) {
                gap = true;
                continue;
            }
            if (gap && plain.length() > 0) {
                plain.append(' ');
            }
            gap = false;
            plain.appendCodePoint(c);
        }
        return plain.toString();
    }
}
