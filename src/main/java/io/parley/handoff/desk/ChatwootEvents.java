package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.handoff.desk.DeskEvent.Type;
import io.parley.handoff.desk.DeskEvents.Event;
import io.parley.handoff.desk.DeskEvents.Ignored;
import io.parley.handoff.desk.DeskEvents.Translated;

/**
 * Chatwoot's webhooks: {@code message_created} by an agent and not in private is a reply, {@code conversation_status_changed} to
 * {@code resolved} resolves, and to {@code pending}, which is Chatwoot's word for a bot's, releases.
 */
final class ChatwootEvents {
    private ChatwootEvents() {}

    static Translated translate(JsonNode body) {
        return switch (body.path("event").asText("")) {
            case "message_created" -> message(body);
            case "conversation_status_changed" -> status(body);
            default -> new Ignored();
        };
    }

    private static Translated message(JsonNode body) {
        String ticket = ticket(body.path("conversation"));
        String text = DeskText.fit(body.path("content"), DeskEvent.TEXT_CODE_POINTS_MAX);
        boolean byAgent = body.path("message_type").asText("").equals("outgoing")
                && body.path("private").isBoolean() // what might be a note among agents is none for visitors
                && !body.path("private").booleanValue()
                && body.at("/sender/type").asText("").equals("user");
        if (!byAgent || ticket.isEmpty() || text.isEmpty() || !body.path("id").isValueNode()) {
            return new Ignored();
        }
        String id = "chatwoot-message-" + body.path("id").asText();
        return new Event(new DeskEvent(id, ticket, Type.REPLY, text, agent(body)));
    }

    private static Translated status(JsonNode body) {
        String ticket = ticket(body);
        String status = body.path("status").asText("");
        Type type = status.equals("resolved") ? Type.RESOLVE : status.equals("pending") ? Type.RELEASE : null;
        if (type == null || ticket.isEmpty()) {
            return new Ignored();
        }
        // A conversation may be resolved, opened again and resolved: the time tells these apart, and repetitions not.
        String at = body.path("updated_at").asText(body.path("timestamp").asText(""));
        String id = "chatwoot-" + status + '-' + body.path("id").asText() + '-' + at;
        return new Event(new DeskEvent(cut(id), ticket, type, "", ""));
    }

    private static String ticket(JsonNode conversation) {
        String ticket =
                conversation.at("/custom_attributes/" + ChatwootDesk.TICKET).asText("");
        return ticket.matches("[A-Za-z0-9_-]{1,64}") ? ticket : "";
    }

    /** The name that visitors are to see, if it differs from the agent's own. */
    private static String agent(JsonNode body) {
        JsonNode shown = body.at("/sender/available_name");
        return DeskText.fit(shown.isTextual() ? shown : body.at("/sender/name"), DeskEvent.AGENT_CODE_POINTS_MAX)
                .replace('\n', ' ')
                .replace('\t', ' ');
    }

    private static String cut(String id) {
        String plain = id.replaceAll("[^\\x21-\\x7E]", "_");
        return plain.length() > DeskEvent.ID_CHARACTERS_MAX ? plain.substring(0, DeskEvent.ID_CHARACTERS_MAX) : plain;
    }
}
