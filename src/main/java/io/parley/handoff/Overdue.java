package io.parley.handoff;

import java.util.Locale;

/** What becomes of a conversation that nobody has taken in time. */
public enum Overdue {
    /** The bot answers again; the ticket stays with the queue. */
    BOT,
    /** It stays with people; that they are late raises an alert. */
    ESCALATE;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
        return wire;
    }
}
