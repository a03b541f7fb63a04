package io.parley.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.turn.FallbackReason;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Outcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The answer to a message, on the wire and stored for replays. Members that do not apply are left out.
 *
 * @param reply what to show; never empty
 * @param confidence only with a completion
 * @param clarify true with a completion that asks the visitor for something; else null
 * @param sources the articles that a completion rests on
 * @param fallback only with outcome fallback
 * @param handoff only with outcome handoff
 * @param replayed whether the message had been answered before
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChatReply(
        Outcome outcome,
        String reply,
        String sessionId,
        String messageId,
        Intent intent,
        Double confidence,
        Boolean clarify,
        List<Source> sources,
        FallbackPart fallback,
        HandoffPart handoff,
        @JsonInclude(JsonInclude.Include.ALWAYS) boolean replayed) {

    @RegisterForReflection
    public record Source(String id, String title) {}

    @RegisterForReflection
    public record FallbackPart(FallbackReason reason) {}

    /** @param dueAt RFC 3339, UTC: when a person should have answered */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HandoffPart(String ticketId, String queue, HandoffReason reason, String dueAt) {}

    ChatReply withText(String text) {
        return new ChatReply(
                outcome, text, sessionId, messageId, intent, confidence, clarify, sources, fallback, handoff, replayed);
    }

    ChatReply asReplayed() {
        return new ChatReply(
                outcome, reply, sessionId, messageId, intent, confidence, clarify, sources, fallback, handoff, true);
    }
}
