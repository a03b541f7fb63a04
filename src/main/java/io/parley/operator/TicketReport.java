package io.parley.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.parley.handoff.TicketStore.Whole;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A ticket as it stands. Times are RFC 3339, UTC; what has not happened is left out.
 *
 * @param overdue whether nobody has taken it, and it is due
 * @param delivery {@code none} if no desk is told, {@code waiting}, {@code delivered} or {@code given_up}
 * @param breachedAt when the visitor was told that nobody has taken it in time
 * @param returned whether the bot has the session again for that
 * @param ticket as the desk got it, with its transcript; only of one that is asked for, as all that follows
 * @param messages that were said since
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record TicketReport(
        String id,
        String state,
        String queue,
        String intent,
        String reason,
        String language,
        String sessionId,
        String summary,
        String agent,
        String createdAt,
        String dueAt,
        Boolean overdue,
        String takenAt,
        String endedAt,
        String breachedAt,
        Boolean returned,
        String desk,
        String delivery,
        @JsonRawValue String ticket,
        List<Said> messages,
        List<Waiting> waiting,
        List<Waiting> rejected,
        List<Attempt> attempts) {
    /** @param agent who said it; null if unknown, or the visitor did */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Said(String role, String at, String id, String agent, String text) {
        static Said of(String line, UnaryOperator<String> redaction) {
            String[] part = line.split("\t", 5);
            return new Said(part[0], time(part[1]), part[2], part[3], redaction.apply(part[4]));
        }
    }

    /** What the desk does not have: of the ticket itself, or of a message. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Waiting(String deliveryId, String type, String since, String messageId) {
        static Waiting of(String line) {
            String[] part = line.split("\t", 5);
            return new Waiting(part[0], part[1], time(part[2]), part[3]);
        }
    }

    /** @param result {@code delivered}, {@code failed} or {@code given_up} */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Attempt(String at, String deliveryId, String type, int attempt, String result, String cause) {
        static Attempt of(String line) {
            String[] part = line.split("\t", 6);
            return new Attempt(time(part[0]), part[1], part[2], Integer.parseInt(part[3]), part[4], part[5]);
        }
    }

    static TicketReport listed(Map<String, String> fields, Instant now) {
        return of(fields.get("id"), fields, now, null, List.of(), List.of(), List.of(), List.of());
    }

    /** @param redaction of what is kept as it was written */
    static TicketReport whole(String id, Whole whole, Instant now, UnaryOperator<String> redaction) {
        return of(
                id,
                whole.fields(),
                now,
                whole.fields().get("ticket"),
                whole.messages().stream().map(line -> Said.of(line, redaction)).toList(),
                whole.outbox().stream().map(Waiting::of).toList(),
                whole.rejected().stream().map(Waiting::of).toList(),
                whole.deliveries().stream().map(Attempt::of).toList());
    }

    private static TicketReport of(
            String id,
            Map<String, String> fields,
            Instant now,
            String ticket,
            List<Said> messages,
            List<Waiting> waiting,
            List<Waiting> rejected,
            List<Attempt> attempts) {
        boolean overdue = fields.get("state").equals("open")
                && Instant.parse(fields.get("due")).isBefore(now);
        return new TicketReport(
                id,
                fields.get("state"),
                fields.get("queue"),
                fields.get("intent"),
                fields.get("reason"),
                fields.get("language"),
                fields.get("session"),
                fields.get("summary"),
                fields.get("agent"),
                time(fields.get("created")),
                fields.get("due"),
                overdue ? true : null,
                time(fields.get("taken")),
                time(fields.get("ended")),
                time(fields.get("breached")),
                has(fields, "returned") ? true : null,
                fields.get("desk"),
                delivery(fields),
                ticket,
                messages,
                waiting,
                rejected,
                attempts);
    }

    private static String delivery(Map<String, String> fields) {
        if (fields.get("desk").equals("none")) {
            return "none";
        }
        return Stream.of("dead", "delivered")
                .filter(state -> has(fields, state))
                .findFirst()
                .map(state -> state.equals("dead") ? "given_up" : state)
                .orElse("waiting");
    }

    private static boolean has(Map<String, String> fields, String name) {
        return !fields.getOrDefault(name, "").isEmpty();
    }

    private static String time(String micros) {
        return micros == null || micros.isEmpty()
                ? null
                : Instant.EPOCH
                        .plus(Long.parseLong(micros), ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString();
    }
}
