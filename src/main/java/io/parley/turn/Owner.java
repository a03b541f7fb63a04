package io.parley.turn;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** Who answers in a session: the bot, or a person who took it over. */
@RegisterForReflection
public enum Owner {
    BOT,
    HUMAN;

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }

    public static Owner of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
