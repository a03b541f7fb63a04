package io.parley.turn;

/**
 * Tokens of a text without a dictionary: about four ASCII characters to a token, two of other alphabets, and one ideograph,
 * syllable or emoji. Made for prose, which it rather over- than underestimates; random characters, such as keys and identifiers,
 * take up to three times as many.
 */
public final class TokenEstimate {
    /** Role, separators and name that each chat message costs beside its text. */
    public static final int PER_MESSAGE = 4;

    private static final int ASCII = 3;
    private static final int OTHER_ALPHABET = 6;
    private static final int IDEOGRAPH = 12;
    private static final int TOKEN = 12;

    private TokenEstimate() {}

    public static int of(CharSequence text) {
        long twelfths = text.codePoints().mapToLong(TokenEstimate::weight).sum();
        return (int) ((twelfths + TOKEN - 1) / TOKEN);
    }

    private static int weight(int codePoint) {
        if (codePoint < 0x80) {
            return ASCII;
        }
        return codePoint < 0x1100 ? OTHER_ALPHABET : IDEOGRAPH;
    }
}
