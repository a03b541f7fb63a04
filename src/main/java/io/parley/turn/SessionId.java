package io.parley.turn;

/** Names one visitor's conversation: 1..{@value #CHARACTERS_MAX} of {@code A-Z a-z 0-9 _ -}, chosen by the caller. */
public record SessionId(String value) {
    public static final int CHARACTERS_MAX = 64;

    public SessionId {
        Ids.check("sessionId", value, CHARACTERS_MAX);
    }

    public static boolean isValid(String value) {
        return Ids.isValid(value, CHARACTERS_MAX);
    }

    @Override
    public String toString() {
        return value;
    }
}
