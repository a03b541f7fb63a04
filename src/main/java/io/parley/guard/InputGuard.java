package io.parley.guard;

import java.text.Normalizer;

/** What the visitor's text is freed of before anything reads it. */
public final class InputGuard {
    private InputGuard() {}

    /**
     * Canonical composition (Unicode NFC), and no code point that a reader cannot see but a model can: zero-width characters, bidi
     * embeddings, overrides and isolates, tag characters and supplementary variation selectors. The joiners that scripts and emoji need stay.
     */
    public static String normalised(String text) {
        if (text.codePoints().noneMatch(InputGuard::isHidden)) {
            return Normalizer.normalize(text, Normalizer.Form.NFC);
        }
        // What was kept apart by something hidden must still compose.
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().filter(c -> !isHidden(c)).forEach(visible::appendCodePoint);
        return Normalizer.normalize(visible, Normalizer.Form.NFC).strip();
    }

    private static boolean isHidden(int c) {
        boolean zeroWidth = c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x00AD || c >= 0x2061 && c <= 0x2064;
        boolean bidi = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x206F;
        boolean tagOrSelector = c >= 0xE0000 && c <= 0xE01EF;
        return zeroWidth || bidi || tagOrSelector;
    }
}
