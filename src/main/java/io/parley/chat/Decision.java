package io.parley.chat;

import io.parley.completion.Answer;
import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.FallbackReason;
import io.parley.turn.HandoffReason;
import java.util.Optional;

/** How a message is to be answered. Once it is there, the steps that would find one are passed over. */
sealed interface Decision {
    /** With what the model answered. */
    record Complete(Answer answer) implements Decision {}

    /** With a static reply. */
    record Fall(FallbackReason reason) implements Decision {}

    /**
     * By a person, from now on.
     *
     * @param first what the model answered, to be shown before; null for nothing
     */
    record HandOff(HandoffReason reason, Answer first) implements Decision {
        HandOff(HandoffReason reason) {
            this(reason, null);
        }
    }

    /** By the person who already has the conversation. */
    record HumanOwns(Optional<OpenTicket> ticket) implements Decision {}

    /** Not at all: the caller hung up. Whoever sends the message again is answered. */
    record GiveUp() implements Decision {}

    /** With the reply that is stored; there is nothing to commit. */
    record Replay(String reply, Optional<OpenTicket> ticket) implements Decision {}
}
