package io.parley.session;

import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import java.util.Locale;
import java.util.Optional;

/**
 * What is to be written when a message is answered, or when it is not because its caller hung up.
 *
 * @param reply stored for replays; empty gives the message up, so that it can be sent again
 * @param text the bot's turn; empty adds none
 */
public record Commit(
        Message message,
        SessionState admitted,
        Optional<String> reply,
        String text,
        Intent intent,
        Low low,
        Optional<Filing> filing,
        Settlement settlement) {

    /** The message is answered by nobody: its caller hung up. */
    public static Commit givenUp(Message message, SessionState admitted, Settlement settlement) {
        return new Commit(
                message, admitted, Optional.empty(), "", Intent.OTHER, Low.KEEP, Optional.empty(), settlement);
    }

    /** What the turn does to the streak of low-confidence turns. */
    public enum Low {
        RAISE,
        RESET,
        KEEP;

        private final String wire = name().toLowerCase(Locale.ROOT);

        String wire() {
            return wire;
        }
    }

    /**
     * A ticket to file.
     *
     * @param atStreak file it only if this turn brings the streak of low-confidence turns to this, which the script alone can know
     *     for certain while several messages are under way; 0 files it in any case
     * @param ticket its stored form
     * @param reply stored for replays, and {@code text} the bot's turn, if it is filed
     */
    public record Filing(int atStreak, OpenTicket open, String ticket, String reply, String text) {}
}
