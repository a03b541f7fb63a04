package io.parley.handoff.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.handoff.desk.Delivery.MessageCreated;
import io.parley.handoff.desk.Delivery.TicketCreated;
import io.parley.signing.SigningKey;
import io.parley.signing.Webhook;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Whoever takes Standard Webhooks 1.0.0. The body is the ticket with {@code type} {@code ticket.created}, or {@code message.created}
 * with what the visitor wrote; {@code webhook-id} is the same in each attempt. An answer may be {@code { "reference": "…" }}, which
 * later messages of the ticket bear.
 */
final class WebhookDesk implements Desk {
    private final String url;
    private final SigningKey key;
    private final DeskClient client;
    private final ObjectMapper mapper;
    private final InstantSource clock;

    WebhookDesk(String url, SigningKey key, DeskClient client, ObjectMapper mapper, InstantSource clock) {
        this.url = url;
        this.key = key;
        this.client = client;
        this.mapper = mapper;
        this.clock = clock;
    }

    @Override
    public Uni<DeskAnswer> deliver(Delivery delivery, Duration within) {
        byte[] body = body(delivery);
        Webhook webhook = Webhook.sign(delivery.id(), clock.instant(), body, key);
        return client.answer(
                Uni.createFrom().deferred(() -> client.post(url, webhook, body)).map(WebhookDesk::reference), within);
    }

    private static String reference(JsonNode answer) {
        String reference = answer.path("reference").asText("");
        return DeskClient.isSane(reference) ? reference : "";
    }

    private byte[] body(Delivery delivery) {
        ObjectNode body = mapper.createObjectNode();
        if (delivery instanceof TicketCreated created) {
            body.put("type", "ticket.created").setAll((ObjectNode) mapper.valueToTree(created.ticket()));
        } else if (delivery instanceof MessageCreated message) {
            body.put("type", "message.created")
                    .put("ticketId", message.ticket().id())
                    .put("site", message.ticket().site())
                    .put("sessionId", message.ticket().sessionId())
                    .put("queue", message.ticket().queue());
            if (!message.reference().isEmpty()) {
                body.put("reference", message.reference());
            }
            body.put("messageId", message.messageId())
                    .put("text", message.text())
                    .put("at", message.at());
        }
        try {
            return mapper.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always written", e);
        }
    }
}
