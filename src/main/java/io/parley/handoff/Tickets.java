package io.parley.handoff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.handoff.desk.Desks;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import io.parley.turn.Role;
import io.parley.turn.Turn;
import io.parley.turn.TypedContext;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws up tickets. */
@Singleton
public class Tickets {
    private static final int SUMMARY_CODE_POINTS = 120;

    private final Terms terms;
    private final Desks desks;
    private final Redaction redaction;
    private final ObjectMapper mapper;

    Tickets(Terms terms, Desks desks, Redaction redaction, ObjectMapper mapper) {
        this.terms = terms;
        this.desks = desks;
        this.redaction = redaction;
        this.mapper = mapper;
    }

    /**
     * Draws a ticket up.
     *
     * @param queue of the intent, if it has one of its own
     */
    public Draft draft(
            String id,
            Message message,
            Intent intent,
            HandoffReason reason,
            Optional<String> queue,
            List<Turn> window,
            Instant now) {
        List<Ticket.Line> transcript = new ArrayList<>(window.size() + 1);
        window.forEach(t -> transcript.add(new Ticket.Line(
                t.role(), redaction.forDesks(t.text()), seconds(t.at()).toString())));
        transcript.add(new Ticket.Line(
                Role.VISITOR, redaction.forDesks(message.text()), seconds(now).toString()));
        String to = queue.orElse(terms.queueOf(message.site()));
        Term term = terms.of(message.site(), to);
        Instant due = seconds(term.dueAt(now));
        Ticket ticket = new Ticket(
                id,
                message.site().value(),
                message.session().value(),
                message.visitor().id().orElse(null),
                to,
                reason,
                intent,
                message.language().tag(),
                seconds(now).toString(),
                due.toString(),
                summary(message, intent, reason, window),
                message.context().mapped(redaction::forDesks),
                List.copyOf(transcript));
        List<String> seen = Stream.concat(
                        window.stream().filter(t -> t.role() == Role.VISITOR).map(Turn::messageId),
                        Stream.of(message.id().value()))
                .toList();
        return new Draft(
                ticket,
                term.opens(now),
                due.plus(term.overdueMargin()),
                term.overdue(),
                desks.kindOf(message.site(), to),
                seen);
    }

    /** Intent, reason, what the order or plan is, and the question, cut: enough to choose among many by. */
    private String summary(Message message, Intent intent, HandoffReason reason, List<Turn> window) {
        StringBuilder summary = new StringBuilder(intent.wire()).append(" · ").append(reason.wire());
        TypedContext context = message.context();
        if (context.order() != null && context.order().number() != null) {
            summary.append(" · order ")
                    .append(redaction.forDesks(context.order().number()));
        }
        if (context.plan() != null && context.plan().name() != null) {
            summary.append(" · plan ").append(redaction.forDesks(context.plan().name()));
        }
        String asked = reason != HandoffReason.REQUESTED
                ? message.text()
                : lastQuestion(window).orElse(message.text());
        String question = redaction.forDesks(asked).replaceAll("\\s+", " ");
        int[] start = question.codePoints().limit(SUMMARY_CODE_POINTS).toArray();
        String cut = new String(start, 0, start.length);
        return summary.append(" · ")
                .append(cut.equals(question) ? cut : cut + "…")
                .toString();
    }

    /** Whoever asks for a person seldom says what for: that came before. */
    private static Optional<String> lastQuestion(List<Turn> window) {
        return window.stream()
                .filter(turn -> turn.role() == Role.VISITOR)
                .map(Turn::text)
                .reduce((a, b) -> b);
    }

    /** The form in which a ticket is stored. */
    public String json(Ticket ticket) {
        try {
            return mapper.writeValueAsString(ticket);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ticket is always written", e);
        }
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
