package io.parley.handoff.desk;

import java.util.Locale;

/**
 * What somebody at a desk did.
 *
 * @param id of the event: the same event comes more than once, and in any order
 * @param text of a reply; what is to be kept as the answer to the question with {@link Type#RESOLVE}; else empty
 * @param agent the name that visitors get to see; empty if unknown
 */
public record DeskEvent(String id, String ticketId, Type type, String text, String agent) {
    public static final int ID_CHARACTERS_MAX = 128;
    public static final int TEXT_CODE_POINTS_MAX = 4000;
    public static final int AGENT_CODE_POINTS_MAX = 80;

    /** The kind of event. */
    public enum Type {
        /** Somebody has the conversation now. */
        TAKEN,
        REPLY,
        /** The bot shall go on. */
        RELEASE,
        /** It is done; the bot shall go on with whatever comes next. */
        RESOLVE;

        private final String wire = name().toLowerCase(Locale.ROOT);

        public String wire() {
            return wire;
        }
    }
}
