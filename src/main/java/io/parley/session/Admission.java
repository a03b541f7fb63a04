package io.parley.session;

import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.Turn;
import java.util.List;
import java.util.Optional;

/** What the admission script decided. Everything but {@link Admitted} has written nothing. */
public sealed interface Admission {
    /** @param window the turns before this message that fit, oldest first */
    record Admitted(SessionState state, List<Turn> window, List<LimitStatus> limits) implements Admission {}

    /**
     * The message was answered before. A reply that is empty means that a person took the session over meanwhile.
     *
     * @param turns all that are kept, for what the reply names may stand in them
     */
    record Replayed(String reply, Optional<OpenTicket> ticket, List<Turn> turns) implements Admission {}

    /** The message is being answered right now. */
    record InProgress() implements Admission {}

    /** The message id was used before, with another body. */
    record MessageReused() implements Admission {}

    /** The session belongs to another visitor. */
    record ForeignVisitor() implements Admission {}

    record Limited(List<LimitStatus> limits) implements Admission {}

    /** Redis did not answer within its bound, or not with sense. */
    record Unavailable() implements Admission {}
}
