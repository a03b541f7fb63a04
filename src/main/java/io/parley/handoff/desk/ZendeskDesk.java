package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.handoff.Ticket;
import io.parley.handoff.desk.Delivery.MessageCreated;
import io.parley.handoff.desk.DeskClient.Credentials;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * Zendesk's Ticketing API. Tickets bear ours as {@code external_id}, by which its events are understood; an idempotency key keeps a
 * repeated attempt from making another. Comments know no such key: one whose answer got lost is added again.
 */
final class ZendeskDesk implements Desk {
    /** What the API's own user adds looks like an agent's comment, but for this. */
    static final String OURS = "VISITOR: ";

    private final String tickets;
    private final Credentials credentials;
    private final DeskClient client;

    ZendeskDesk(DeskSettings desk, DeskClient client) {
        this.tickets = desk.url() + "/api/v2/tickets";
        String login = desk.user() + "/token:" + desk.secret();
        this.credentials = new Credentials(
                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)), null);
        this.client = client;
    }

    @Override
    public Uni<DeskAnswer> deliver(Delivery delivery, Duration within) {
        Uni<String> reference = Uni.createFrom()
                .deferred(() -> delivery instanceof MessageCreated message ? comment(message) : create(delivery));
        return client.answer(reference, within);
    }

    private Uni<String> create(Delivery delivery) {
        return client.post(tickets + ".json", credentials, delivery.id(), ticket(delivery.ticket()))
                .map(DeskClient.reference("/ticket/id"));
    }

    private Uni<String> comment(MessageCreated message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("ticket")
                .putObject("comment")
                .put("body", OURS + message.text())
                .put("public", true);
        return client.put(tickets + '/' + message.reference() + ".json", credentials, body)
                .replaceWith(message.reference());
    }

    private static ObjectNode ticket(Ticket ticket) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode made = body.putObject("ticket");
        made.put("external_id", ticket.id()).put("subject", ticket.summary());
        made.putObject("comment").put("body", OURS + TicketText.of(ticket));
        if (ticket.context().account() != null && ticket.context().account().email() != null) {
            String email = ticket.context().account().email();
            String name = ticket.context().account().name();
            made.putObject("requester").put("name", name == null ? email : name).put("email", email);
        }
        List.of(
                        "parley",
                        "parley_" + ticket.intent().wire(),
                        "parley_" + ticket.reason().wire())
                .forEach(made.withArray("tags")::add);
        return body;
    }
}
