package io.parley.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.Mappings;
import io.parley.handoff.desk.DeskFakes;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Language;
import io.parley.turn.Message;
import io.parley.turn.MessageId;
import io.parley.turn.Role;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.Turn;
import io.parley.turn.TypedContext;
import io.parley.turn.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.987654Z");
    private static final TypedContext ORDER = new TypedContext(
            "de-AT",
            null,
            null,
            new TypedContext.Order("10342", "shipped", null, null, null),
            null,
            Map.of("cartItems", "3"));

    private static final Redaction PLAIN = new Redaction() {
        @Override
        public String forDesks(String text) {
            return text;
        }

        @Override
        public String forReview(String text) {
            return text;
        }
    };

    private final ObjectMapper mapper = new ObjectMapper();
    private final Tickets tickets = tickets(Map.of("parley.handoff.sla", "90m"));

    @Test
    void draftCarriesWhatTheDeskNeeds() {
        Visitor visitor = new Visitor(Optional.of("visitor-1"), Optional.of("203.0.113.7"));
        Ticket ticket = tickets.draft(
                        "t-1",
                        message(visitor, ORDER),
                        Intent.ORDER_STATUS,
                        HandoffReason.LOW_CONFIDENCE,
                        Optional.empty(),
                        List.of(turn(Role.VISITOR, "Hallo", 90)),
                        NOW)
                .ticket();

        assertThat(ticket)
                .isEqualTo(new Ticket(
                        "t-1",
                        "shop",
                        "session-1",
                        "visitor-1",
                        "support",
                        HandoffReason.LOW_CONFIDENCE,
                        Intent.ORDER_STATUS,
                        "de",
                        "2026-11-22T12:00:00Z",
                        "2026-11-22T13:30:00Z",
                        "order_status · low_confidence · order 10342 · Wo ist sie?",
                        ORDER,
                        List.of(
                                new Ticket.Line(Role.VISITOR, "Hallo", "2026-11-22T11:58:30Z"),
                                new Ticket.Line(Role.VISITOR, "Wo ist sie?", "2026-11-22T12:00:00Z"))));
    }

    @Test
    void queueIsThatOfTheIntentOrTheGeneralOne() {
        assertThat(draft(Intent.BILLING, Optional.of("finance"), List.of()).queue())
                .isEqualTo("finance");
        assertThat(draft(Intent.BILLING, List.of()).queue()).isEqualTo("support");
    }

    @ParameterizedTest
    @CsvSource({"PT1M", "PT1H", "P1D", "P30D"})
    void dueIsTheSlaAfterCreation(Duration sla) {
        Ticket ticket = tickets(Map.of("parley.handoff.sla", sla.toString()))
                .draft(
                        "t",
                        message(Visitor.UNKNOWN, ORDER),
                        Intent.OTHER,
                        HandoffReason.REQUESTED,
                        Optional.empty(),
                        List.of(),
                        NOW)
                .ticket();
        assertThat(Duration.between(Instant.parse(ticket.createdAt()), Instant.parse(ticket.dueAt())))
                .isEqualTo(sla);
    }

    @Test
    void transcriptIsInOrderAndEndsWithTheMessage() {
        List<Turn> window = List.of(
                turn(Role.VISITOR, "one", 300),
                turn(Role.BOT, "two", 290),
                turn(Role.VISITOR, "three", 100),
                turn(Role.AGENT, "four", 50));
        assertThat(draft(Intent.OTHER, window).transcript())
                .extracting(Ticket.Line::role, Ticket.Line::text)
                .containsExactly(
                        tuple(Role.VISITOR, "one"),
                        tuple(Role.BOT, "two"),
                        tuple(Role.VISITOR, "three"),
                        tuple(Role.AGENT, "four"),
                        tuple(Role.VISITOR, "Wo ist sie?"));
    }

    @Test
    void summaryIsOneLineAndShowsTheQuestionBeforeTheWishForAPerson() {
        List<Turn> window = List.of(
                turn(Role.VISITOR, "The invoice\n  is wrong, " + "very ".repeat(40) + "wrong", 90),
                turn(Role.BOT, "Sorry", 80));
        assertThat(draft(Intent.HUMAN, window).summary())
                .startsWith("human · requested · order 10342 · The invoice is wrong, very very ")
                .endsWith("…")
                .hasSizeLessThan(170);
        assertThat(draft(Intent.HUMAN, List.of()).summary()).endsWith("Wo ist sie?");
    }

    @Test
    void storedFormNamesEveryMemberAndHoldsNoNulls() throws JsonProcessingException {
        String json = tickets.json(draft(Intent.BILLING, List.of(turn(Role.BOT, "two", 290))));
        JsonNode ticket = mapper.readTree(json);

        assertThat(json).doesNotContain(":null").doesNotContain("visitor\":{");
        assertThat(ticket.properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "id",
                        "site",
                        "sessionId",
                        "queue",
                        "reason",
                        "intent",
                        "language",
                        "createdAt",
                        "dueAt",
                        "summary",
                        "context",
                        "transcript");
        assertThat(ticket.get("reason").asText()).isEqualTo("requested");
        assertThat(ticket.get("intent").asText()).isEqualTo("billing");
        assertThat(ticket.get("context")).isEqualTo(mapper.readTree("""
                        {"locale":"de-AT","order":{"number":"10342","status":"shipped"},"facts":{"cartItems":"3"}}"""));
        assertThat(ticket.get("transcript").get(0))
                .isEqualTo(mapper.readTree("{\"role\":\"bot\",\"text\":\"two\",\"at\":\"2026-11-22T11:55:10Z\"}"));
    }

    @Test
    void addressOfTheVisitorIsNoPartOfTheTicket() {
        Visitor visitor = new Visitor(Optional.empty(), Optional.of("203.0.113.7"));
        Ticket ticket = tickets.draft(
                        "t",
                        message(visitor, ORDER),
                        Intent.OTHER,
                        HandoffReason.REQUESTED,
                        Optional.empty(),
                        List.of(),
                        NOW)
                .ticket();
        assertThat(tickets.json(ticket)).doesNotContain("203.0.113.7");
    }

    private Tickets tickets(Map<String, String> properties) {
        Terms terms = new Terms(Mappings.of(HandoffConfig.class, properties));
        return new Tickets(terms, DeskFakes.desks(Map.of()), PLAIN, mapper);
    }

    private Ticket draft(Intent intent, List<Turn> window) {
        return draft(intent, Optional.empty(), window);
    }

    private Ticket draft(Intent intent, Optional<String> queue, List<Turn> window) {
        return tickets.draft(
                        "t-1", message(Visitor.UNKNOWN, ORDER), intent, HandoffReason.REQUESTED, queue, window, NOW)
                .ticket();
    }

    private static Message message(Visitor visitor, TypedContext context) {
        return new Message(
                new SiteId("shop"),
                new SessionId("session-1"),
                new MessageId("m-1"),
                "Wo ist sie?",
                visitor,
                context,
                Language.DE,
                "digest");
    }

    private static Turn turn(Role role, String text, long secondsAgo) {
        return new Turn(role, text, Optional.empty(), 0, NOW.minusSeconds(secondsAgo), "m-0", false);
    }
}
