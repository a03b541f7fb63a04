package io.parley.session;

import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import java.time.Instant;
import java.util.List;
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
        Unresolved unresolved,
        Optional<Filing> filing,
        Settlement settlement) {

    /** The message is answered by nobody: its caller hung up. */
    public static Commit givenUp(Message message, SessionState admitted, Settlement settlement) {
        return new Commit(
                message,
                admitted,
                Optional.empty(),
                "",
                Intent.OTHER,
                Low.KEEP,
                new Unresolved("", ""),
                Optional.empty(),
                settlement);
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
     * Whether the question stays without a good answer.
     *
     * @param reason empty if it does not, unless the ticket is filed
     * @param question redacted, for those who learn from it
     */
    public record Unresolved(String reason, String question) {}

    /**
     * A ticket to file.
     *
     * @param atStreak file it only if this turn brings the streak of low-confidence turns to this, which the script alone can know
     *     for certain while several messages are under way; 0 files it in any case
     * @param ticket its stored form
     * @param desk the kind of desk that gets it; {@code none} if nobody is to be told
     * @param lateAt from when on nobody has taken it in time, and {@code overdue} what is done about that
     * @param seen ids of the visitor's messages that are in its transcript
     * @param reply stored for replays, and {@code text} the bot's turn, if it is filed
     */
    public record Filing(
            int atStreak,
            OpenTicket open,
            HandoffReason reason,
            String ticket,
            String summary,
            String desk,
            Instant lateAt,
            String overdue,
            List<String> seen,
            String reply,
            String text) {}
}
