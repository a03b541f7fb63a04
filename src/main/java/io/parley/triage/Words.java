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
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
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
        return Normalizer.normalize(plain, Normalizer.Form.NFC);
    }
}
