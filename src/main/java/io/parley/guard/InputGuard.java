package io.parley.guard;

import java.text.Normalizer;

/** What the visitor's text is freed of before anything reads it. */
public final class InputGuard {
    private InputGuard() {}

    /**
     * Canonical composition (Unicode NFC), and no code point that a reader cannot see but a model can: zero-width characters, bidi
     * embeddings, overrides and isolates, tag characters. The joiners that scripts and emoji need stay.
     */
    public static String normalised(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        if (composed.codePoints().noneMatch(InputGuard::isHidden)) {
            return composed;
        }
        StringBuilder visible = new StringBuilder(composed.length());
        composed.codePoints().filter(c -> !isHidden(c)).forEach(visible::appendCodePoint);
        return visible.toString().strip();
    }

    /** Whether anything is left that a reader can see. */
    public static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT);
    }

    private static boolean isHidden(int c) {
        boolean zeroWidth = c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x00AD || c >= 0x2061 && c <= 0x2064;
        boolean bidi = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
        boolean tag = c >= 0xE0000 && c <= 0xE007F;
        return zeroWidth || bidi || tag;
    }
}
