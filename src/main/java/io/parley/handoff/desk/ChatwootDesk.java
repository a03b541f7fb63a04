package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.handoff.Ticket;
import io.parley.handoff.desk.Delivery.MessageCreated;
import io.parley.handoff.desk.DeskClient.Credentials;
import io.parley.handoff.desk.DeskClient.Refused;
import io.smallrye.mutiny.Uni;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Chatwoot's Application API, with an inbox of the kind API. A conversation bears our ticket as a custom attribute, by which its
 * events are understood, and by which it is looked for before it is made again. A message whose answer got lost is posted again.
 */
final class ChatwootDesk implements Desk {
    static final String TICKET = "parley_ticket";

    private final String account;
    private final int inbox;
    private final Credentials credentials;
    private final DeskClient client;

    /** Whom a conversation is with, and by what address within the inbox. */
    private record Contact(String id, String source) {}

    ChatwootDesk(DeskSettings desk, DeskClient client) {
        this.account = desk.url() + "/api/v1/accounts/" + desk.account();
        this.inbox = desk.inbox();
        this.credentials = new Credentials(null, desk.secret());
        this.client = client;
    }

    @Override
    public Uni<DeskAnswer> deliver(Delivery delivery, Duration within) {
        Uni<String> reference = Uni.createFrom()
                .deferred(() -> delivery instanceof MessageCreated message
                        ? message(message)
                        : contact(delivery.ticket()).chain(contact -> conversation(delivery, contact)));
        return client.answer(reference, within);
    }

    private Uni<String> conversation(Delivery delivery, Contact contact) {
        if (delivery.attempt() == 1) {
            return create(delivery.ticket(), contact);
        }
        return client.get(account + "/contacts/" + contact.id + "/conversations", credentials)
                .chain(all -> {
                    for (JsonNode one : all.path("payload")) {
                        if (one.at("/custom_attributes/" + TICKET)
                                .asText("")
                                .equals(delivery.ticket().id())) {
                            return Uni.createFrom().item(one).map(DeskClient.reference("/id"));
                        }
                    }
                    return create(delivery.ticket(), contact);
                });
    }

    private Uni<String> create(Ticket ticket, Contact contact) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("source_id", contact.source)
                .put("inbox_id", inbox)
                .put("contact_id", contact.id)
                .put("status", "open");
        body.putObject("custom_attributes")
                .put(TICKET, ticket.id())
                .put("parley_queue", ticket.queue())
                .put("parley_reason", ticket.reason().wire());
        body.putObject("message").put("content", TicketText.of(ticket)).put("message_type", "incoming");
        return client.post(account + "/conversations", credentials, null, body).map(DeskClient.reference("/id"));
    }

    private Uni<String> message(MessageCreated message) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("content", message.text())
                .put("message_type", "incoming");
        return DeskClient.goneForGood(client.post(
                        account + "/conversations/" + message.reference() + "/messages", credentials, null, body))
                .replaceWith(message.reference());
    }

    /** Made, or found where its identifier is taken: the same visitor has been here before. */
    private Uni<Contact> contact(Ticket ticket) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("inbox_id", inbox).put("identifier", identifier(ticket));
        if (ticket.context().account() != null) {
            putKnown(body, "name", ticket.context().account().name());
            putKnown(body, "email", ticket.context().account().email());
        }
        return client.post(account + "/contacts", credentials, null, body)
                .chain(made -> contact(made.at("/payload/contact")))
                .onFailure(e -> e instanceof Refused refused && refused.status() == 422)
                .recoverWithUni(taken -> find(ticket));
    }

    private Uni<Contact> find(Ticket ticket) {
        String identifier = identifier(ticket);
        String email = ticket.context().account() == null
                ? ""
                : ticket.context().account().email();
        return search(identifier, identifier, email)
                .onItem()
                .ifNull()
                .switchTo(() -> email == null || email.isEmpty()
                        ? Uni.createFrom().failure(DeskClient.unexpected())
                        : search(email, identifier, email).onItem().ifNull().failWith(DeskClient::unexpected));
    }

    /** Null if nobody is found that is meant, and not merely named alike. */
    private Uni<Contact> search(String query, String identifier, String email) {
        String url = account + "/contacts/search?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        return client.get(url, credentials).chain(found -> {
            for (JsonNode one : found.path("payload")) {
                if (one.path("identifier").asText("").equals(identifier)
                        || email != null
                                && !email.isEmpty()
                                && one.path("email").asText("").equalsIgnoreCase(email)) {
                    return contact(one);
                }
            }
            return Uni.createFrom().nullItem();
        });
    }

    private Uni<Contact> contact(JsonNode contact) {
        String id = DeskClient.reference("/id").apply(contact);
        for (JsonNode in : contact.path("contact_inboxes")) {
            if (in.at("/inbox/id").asInt() == inbox) {
                return Uni.createFrom()
                        .item(new Contact(id, DeskClient.reference("/source_id").apply(in)));
            }
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("inbox_id", inbox);
        return client.post(account + "/contacts/" + id + "/contact_inboxes", credentials, null, body)
                .map(DeskClient.reference("/source_id"))
                .map(source -> new Contact(id, source));
    }

    private static String identifier(Ticket ticket) {
        return ticket.visitor() != null ? ticket.visitor() : ticket.sessionId();
    }

    private static void putKnown(ObjectNode body, String member, String value) {
        if (value != null) {
            body.put(member, value);
        }
    }
}
