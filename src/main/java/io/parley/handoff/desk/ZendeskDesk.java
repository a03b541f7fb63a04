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
 *
 * <p>The first comment is internal: a public one would be mailed to the visitor, with all that the site knows. What the visitor writes
 * is public where the visitor is the requester, and so its author.
 */
final class ZendeskDesk implements Desk {
    /** What the API's own user adds looks like an agent's comment, but for this. */
    static final String OURS = "VISITOR: ";

    /** Between ticket and requester in what is kept of a ticket. */
    private static final String REQUESTER = "/";

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
        boolean isKnown = email(delivery.ticket()) != null;
        return client.post(tickets + ".json", credentials, delivery.id(), ticket(delivery.ticket()))
                .map(made -> DeskClient.reference("/ticket/id").apply(made)
                        + (isKnown
                                ? REQUESTER
                                        + DeskClient.reference("/ticket/requester_id")
                                                .apply(made)
                                : ""));
    }

    private Uni<String> comment(MessageCreated message) {
        String[] reference = message.reference().split(REQUESTER, 2);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode comment = body.putObject("ticket")
                .putObject("comment")
                .put("body", OURS + message.text())
                .put("public", reference.length == 2);
        if (reference.length == 2) {
            comment.put("author_id", reference[1]);
        }
        return DeskClient.goneForGood(client.put(tickets + '/' + reference[0] + ".json", credentials, body))
                .replaceWith(message.reference());
    }

    /** Null if it is not known. */
    private static String email(Ticket ticket) {
        return ticket.context().account() == null
                ? null
                : ticket.context().account().email();
    }

    private static ObjectNode ticket(Ticket ticket) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode made = body.putObject("ticket");
        made.put("external_id", ticket.id()).put("subject", ticket.summary());
        made.putObject("comment").put("body", OURS + TicketText.of(ticket)).put("public", false);
        String email = email(ticket);
        if (email != null) {
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
