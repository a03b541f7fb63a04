package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.handoff.Ticket;
import io.parley.handoff.desk.Delivery.MessageCreated;
import io.parley.handoff.desk.DeskClient.Credentials;
import io.smallrye.mutiny.Uni;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * Freshdesk's API v2. It knows no idempotency: before a ticket is sent again, it is looked for by its tag, which Freshdesk's search
 * finds after some minutes. A note whose answer got lost is added again.
 */
final class FreshdeskDesk implements Desk {
    private static final int OPEN = 2;
    private static final int LOW = 1;
    private static final int CHAT = 7;

    private final String api;
    private final Credentials credentials;
    private final DeskClient client;

    FreshdeskDesk(DeskSettings desk, DeskClient client) {
        this.api = desk.url() + "/api/v2";
        String login = desk.secret() + ":X";
        this.credentials = new Credentials(
                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)), null);
        this.client = client;
    }

    @Override
    public Uni<DeskAnswer> deliver(Delivery delivery, Duration within) {
        Uni<String> reference = Uni.createFrom()
                .deferred(() -> delivery instanceof MessageCreated message
                        ? note(message)
                        : delivery.attempt() == 1 ? create(delivery.ticket()) : find(delivery.ticket()));
        return client.answer(reference, within);
    }

    private Uni<String> find(Ticket ticket) {
        String query = URLEncoder.encode("\"tag:'" + tag(ticket) + "'\"", StandardCharsets.UTF_8);
        return client.get(api + "/search/tickets?query=" + query, credentials).chain(found -> {
            JsonNode first = found.at("/results/0");
            return first.isMissingNode()
                    ? create(ticket)
                    : Uni.createFrom().item(first).map(DeskClient.reference("/id"));
        });
    }

    private Uni<String> create(Ticket ticket) {
        return client.post(api + "/tickets", credentials, null, body(ticket)).map(DeskClient.reference("/id"));
    }

    private Uni<String> note(MessageCreated message) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("body", html(message.text()))
                .put("private", false)
                .put("incoming", true);
        return DeskClient.goneForGood(
                        client.post(api + "/tickets/" + message.reference() + "/notes", credentials, null, body))
                .replaceWith(message.reference());
    }

    private static ObjectNode body(Ticket ticket) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        boolean known = ticket.context().account() != null;
        String email = known ? ticket.context().account().email() : null;
        String name = known ? ticket.context().account().name() : null;
        if (email != null) {
            body.put("email", email);
        } else {
            body.put("unique_external_id", ticket.visitor() != null ? ticket.visitor() : ticket.sessionId());
        }
        body.put("name", name != null ? name : "Visitor")
                .put("subject", ticket.summary())
                .put("description", html(TicketText.of(ticket)))
                .put("status", OPEN)
                .put("priority", LOW)
                .put("source", CHAT);
        List.of("parley", tag(ticket)).forEach(body.withArray("tags")::add);
        return body;
    }

    /** A tag has at most 32 characters: just what an id has without its dashes. */
    private static String tag(Ticket ticket) {
        return ticket.id().replace("-", "");
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\n", "<br>");
    }
}
