package io.parley.session;

import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.Turn;
import java.util.List;
import java.util.Optional;

/** What the admission script decided. Everything but {@link Admitted} has written nothing. */
public sealed interface Admission {
    /**
     * @param window the turns before this message that fit, oldest first
     * @param held what is held in the budget, and what else became of that
     */
    record Admitted(SessionState state, List<Turn> window, List<LimitStatus> limits, Held held) implements Admission {}

    /**
     * What admission did to the budget.
     *
     * @param hold to be settled; empty if nothing is held
     * @param spent whether the budget has no room for the message
     * @param abandoned holds that ran out, and are booked at their estimate
     * @param alerts that this raised, as {@code money.lua} writes them
     */
    record Held(String hold, boolean spent, List<String> abandoned, List<String> alerts) {}

    /**
     * The message was answered before. A reply that is empty means that a person took the session over meanwhile.
     *
     * @param turns all that are kept, for what the reply names may stand in them
     */
    record Replayed(String reply, Optional<OpenTicket> ticket, List<Turn> turns) implements Admission {}

    /** The message is being answered right now. */
    record InProgress() implements Admission {}

    /** The message id was used before, with another text. */
    record MessageReused() implements Admission {}

    /** The session belongs to another visitor. */
    record ForeignVisitor() implements Admission {}

    record Limited(List<LimitStatus> limits) implements Admission {}

    /** Redis did not answer within its bound, or not with sense. */
    record Unavailable() implements Admission {}
}
