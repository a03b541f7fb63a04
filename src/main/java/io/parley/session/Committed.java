package io.parley.session;

import io.parley.session.SessionState.OpenTicket;
import java.util.Optional;

/** What the commit script decided. */
public sealed interface Committed {
    /** The reply stands. */
    record Stands() implements Committed {}

    /** The ticket is filed, and its reply stands. */
    record HandedOff() implements Committed {}

    /** A person took the session over while the model was asked: the bot's answer must not be shown. */
    record Superseded(Optional<OpenTicket> ticket) implements Committed {}

    /** The message was given up, and can be sent again. */
    record Released() implements Committed {}

    /** Another invocation has answered the message meanwhile; its reply stands. */
    record Replayed(String reply, Optional<OpenTicket> ticket) implements Committed {}

    /** The session was erased meanwhile; the answer is given, and nothing is written. */
    record Forgotten() implements Committed {}

    /** Redis did not answer within its bound: nothing is known to be written. */
    record Lost() implements Committed {}
}
