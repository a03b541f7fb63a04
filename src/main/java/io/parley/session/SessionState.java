package io.parley.session;

import io.parley.turn.Mode;
import io.parley.turn.Owner;
import java.time.Instant;
import java.util.Optional;

/**
 * The session as it was at admission.
 *
 * @param epoch raised by each release; turns of older epochs no longer count for a hand-off
 * @param lowConfidenceStreak low-confidence turns in a row, this message not counted
 * @param turns visitor turns of the session so far, this one included
 * @param now the time of the state's server
 * @param ticket of the hand-off, while a person owns the session
 */
public record SessionState(
        Owner owner,
        long epoch,
        long lowConfidenceStreak,
        long turns,
        Mode mode,
        Instant now,
        Optional<OpenTicket> ticket) {

    /** The ticket under which a person has, or gets, the session. */
    public record OpenTicket(String id, String queue, Instant dueAt) {}
}
