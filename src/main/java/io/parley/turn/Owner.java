package io.parley.turn;

import java.util.Locale;

/** Who answers in a session: the bot, or a person who took it over. */
public enum Owner {
    BOT,
    HUMAN;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
        return wire;
    }

    public static Owner of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
