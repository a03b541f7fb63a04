package io.parley.turn;

/** What of a text a reader can see. */
public final class VisibleText {
    /** Letters by their category, and blank all the same: Hangul fillers and the empty Braille cell. */
    private static final String FILLERS = "\u115F\u1160\u2800\u3164\uFFA0";

    private VisibleText() {}

    public static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT
                        || FILLERS.indexOf(c) >= 0);
    }

    /** Whether every surrogate has its other half, so that the text can be written as UTF-8. */
    public static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
