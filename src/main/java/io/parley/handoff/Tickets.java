package io.parley.handoff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import io.parley.turn.Role;
import io.parley.turn.Turn;
import io.parley.turn.TypedContext;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Draws up tickets. */
@ApplicationScoped
public class Tickets {
    private static final int SUMMARY_CODE_POINTS = 120;

    private final HandoffConfig config;
    private final ObjectMapper mapper;

    Tickets(HandoffConfig config, ObjectMapper mapper) {
        this.config = config;
        this.mapper = mapper;
    }

    static void check(@Observes StartupEvent event, HandoffConfig config) {
        config.check();
    }

    /**
     * A ticket that is not filed yet: that is the commit's to decide.
     *
     * @param queue of the intent, if it has one of its own
     * @param redaction of every text that goes into it
     */
    public Ticket draft(
            String id,
            Message message,
            Intent intent,
            HandoffReason reason,
            Optional<String> queue,
            List<Turn> window,
            Instant now,
            UnaryOperator<String> redaction) {
        List<Ticket.Line> transcript = new ArrayList<>(window.size() + 1);
        window.forEach(t -> transcript.add(new Ticket.Line(
                t.role(), redaction.apply(t.text()), seconds(t.at()).toString())));
        transcript.add(new Ticket.Line(
                Role.VISITOR, redaction.apply(message.text()), seconds(now).toString()));
        return new Ticket(
                id,
                message.site().value(),
                message.session().value(),
                message.visitor().id().orElse(null),
                queue.orElse(config.queue()),
                reason,
                intent,
                message.language().tag(),
                seconds(now).toString(),
                seconds(now.plus(config.sla())).toString(),
                summary(message, intent, reason, window, redaction),
                message.context().mapped(redaction),
                List.copyOf(transcript));
    }

    /** Intent, reason, what the order or plan is, and the question, cut: enough to choose among many by. */
    private static String summary(
            Message message, Intent intent, HandoffReason reason, List<Turn> window, UnaryOperator<String> redaction) {
        StringBuilder summary = new StringBuilder(intent.wire()).append(" · ").append(reason.wire());
        TypedContext context = message.context();
        if (context.order() != null && context.order().number() != null) {
            summary.append(" · order ").append(redaction.apply(context.order().number()));
        }
        if (context.plan() != null && context.plan().name() != null) {
            summary.append(" · plan ").append(redaction.apply(context.plan().name()));
        }
        String asked = reason != HandoffReason.REQUESTED
                ? message.text()
                : lastQuestion(window).orElse(message.text());
        String question = redaction.apply(asked).replaceAll("\\s+", " ");
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
