package io.parley.turn;

/** The one alphabet of every identifier that callers choose, so that none can break out of a Redis key or a log line. */
final class Ids {
    private Ids() {}

    static String check(String name, String value, int charactersMax) {
        if (!isValid(value, charactersMax)) {
            throw new IllegalArgumentException(name + " must be 1.." + charactersMax + " of A-Z a-z 0-9 _ -");
        }
        return value;
    }

    static boolean isValid(String value, int charactersMax) {
        if (value.isEmpty() || value.length() > charactersMax) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean allowed =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
