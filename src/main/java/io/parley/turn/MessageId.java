package io.parley.turn;

/**
 * Names one message within its session: 1..{@value #CHARACTERS_MAX} of {@code A-Z a-z 0-9 _ -}. The caller makes it once per
 * message and keeps it for every retry: it is the idempotency key.
 */
public record MessageId(String value) {
    public static final int CHARACTERS_MAX = 64;

    public MessageId {
        Ids.check("messageId", value, CHARACTERS_MAX);
    }

    public static boolean isValid(String value) {
        return Ids.isValid(value, CHARACTERS_MAX);
    }

    @Override
    public String toString() {
        return value;
    }
}
