package io.parley.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.chat.ChatReply.FallbackPart;
import io.parley.chat.ChatReply.HandoffPart;
import io.parley.chat.ChatReply.Source;
import io.parley.completion.Answer;
import io.parley.fallback.StaticReplies;
import io.parley.handoff.Draft;
import io.parley.handoff.Ticket;
import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.Article;
import io.parley.turn.FallbackReason;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import io.parley.turn.Outcome;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Turns decisions into what goes over the wire. */
@Singleton
class Replies {
    private final StaticReplies texts;
    private final ObjectMapper mapper;

    Replies(StaticReplies texts, ObjectMapper mapper) {
        this.texts = texts;
        this.mapper = mapper;
    }

    /** Only articles that were given to the model count as sources. */
    ChatReply completion(Message message, Answer answer, Intent intent, List<Article> articles) {
        List<Source> sources = articles.stream()
                .filter(article -> answer.sources().contains(article.id()))
                .map(article -> new Source(article.id(), article.title()))
                .toList();
        double confidence = Math.round(answer.confidence() * 100) / 100.0;
        Boolean clarify = answer.action() == Answer.Action.CLARIFY ? true : null;
        return reply(Outcome.COMPLETION, answer.text(), message, intent, confidence, clarify, sources, null, null);
    }

    ChatReply fallback(Message message, FallbackReason reason, Intent intent) {
        String text = texts.fallback(reason, intent, message);
        return reply(Outcome.FALLBACK, text, message, intent, null, null, null, new FallbackPart(reason), null);
    }

    /** @param first what is answered before the conversation goes to a person; null for nothing */
    ChatReply handoff(Message message, Draft draft, Intent intent, Answer first) {
        Ticket ticket = draft.ticket();
        String promise = texts.handoff(message, draft.opens());
        String text = first == null ? promise : first.text() + "\n\n" + promise;
        HandoffPart part = new HandoffPart(ticket.id(), ticket.queue(), ticket.reason(), ticket.dueAt());
        return reply(Outcome.HANDOFF, text, message, intent, null, null, null, null, part);
    }

    ChatReply humanOwns(Message message, Optional<OpenTicket> ticket, Intent intent) {
        HandoffPart part = new HandoffPart(
                ticket.map(OpenTicket::id).orElse(null),
                ticket.map(OpenTicket::queue).orElse(null),
                HandoffReason.HUMAN_OWNS,
                ticket.map(t -> t.dueAt().toString()).orElse(null));
        return reply(Outcome.HANDOFF, texts.humanOwns(message), message, intent, null, null, null, null, part);
    }

    /** The stored reply; an empty one says that a person took the session over while the message was answered. */
    ChatReply replay(Message message, String stored, Optional<OpenTicket> ticket) {
        ChatReply reply = stored.isEmpty() ? humanOwns(message, ticket, Intent.OTHER) : parse(stored);
        return reply.asReplayed();
    }

    /** What of a stored reply the model may have written, from its beginning on; empty if all of it is our own. */
    String answerIn(ChatReply reply, Message message) {
        return switch (reply.outcome()) {
            case COMPLETION -> reply.reply();
            case HANDOFF ->
                reply.handoff().reason() == HandoffReason.HUMAN_OWNS
                        ? ""
                        : beforePromise(reply.reply(), promise(message));
            default -> "";
        };
    }

    /** A text that ends otherwise has the promise of another day in it, and may be anything. */
    private static String beforePromise(String text, String promise) {
        return text.endsWith(promise)
                ? text.substring(0, text.length() - promise.length()).stripTrailing()
                : text;
    }

    /** That a person takes over. */
    String promise(Message message) {
        return texts.handoff(message);
    }

    String json(ChatReply reply) {
        try {
            return mapper.writeValueAsString(reply);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a reply is always written", e);
        }
    }

    private ChatReply parse(String stored) {
        try {
            return mapper.readValue(stored, ChatReply.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored reply is always read", e);
        }
    }

    private static ChatReply reply(
            Outcome outcome,
            String text,
            Message message,
            Intent intent,
            Double confidence,
            Boolean clarify,
            List<Source> sources,
            FallbackPart fallback,
            HandoffPart handoff) {
        return new ChatReply(
                outcome,
                text,
                message.session().value(),
                message.id().value(),
                intent,
                confidence,
                clarify,
                sources,
                fallback,
                handoff,
                false);
    }
}
