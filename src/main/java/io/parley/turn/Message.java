package io.parley.turn;

/**
 * One visitor message, validated.
 *
 * @param text 1..{@value #TEXT_CODE_POINTS_MAX} code points, trimmed, without control characters but {@code \n} and {@code \t}
 * @param digest of the text, without white space: the same {@code messageId} with another digest is another message
 */
public record Message(
        SiteId site,
        SessionId session,
        MessageId id,
        String text,
        Visitor visitor,
        TypedContext context,
        Language language,
        String digest) {
    public static final int TEXT_CODE_POINTS_MAX = 2000;
}
