package io.parley.handoff.desk;

import io.parley.handoff.desk.Delivery.MessageCreated;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;

/**
 * Slack, by an incoming webhook: people read there, and answer elsewhere. Slack knows no idempotency: a message whose answer got lost
 * is posted again.
 */
final class SlackDesk implements Desk {
    /** Slack cuts what is longer than 40,000, and folds what is much shorter than that. */
    private static final int CHARACTERS_MAX = 8000;

    private final String url;
    private final DeskClient client;

    SlackDesk(String url, DeskClient client) {
        this.url = url;
        this.client = client;
    }

    @Override
    public Uni<DeskAnswer> deliver(Delivery delivery, Duration within) {
        String text = delivery instanceof MessageCreated message
                ? message.ticket().summary() + "\nTicket " + message.ticket().id() + "\nVISITOR: " + message.text()
                : TicketText.of(delivery.ticket());
        String cut = text.length() > CHARACTERS_MAX ? text.substring(0, CHARACTERS_MAX) + "…" : text;
        return client.answer(
                Uni.createFrom()
                        .deferred(() -> client.postPlainly(url, Map.of("text", escaped(cut))))
                        .replaceWith(""),
                within);
    }

    /** The three characters that Slack reads as control: without it a visitor could call everybody in the channel. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
