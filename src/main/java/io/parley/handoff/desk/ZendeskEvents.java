package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.handoff.desk.DeskEvent.Type;
import io.parley.handoff.desk.DeskEvents.Event;
import io.parley.handoff.desk.DeskEvents.Ignored;
import io.parley.handoff.desk.DeskEvents.Translated;

/**
 * Zendesk's event webhooks: a public comment by staff is a reply, unless it is one that we added; a status of solved or closed
 * resolves; and an agent who is assigned has taken the ticket. Ours is the ticket's {@code external_id}.
 */
final class ZendeskEvents {
    private static final String PREFIX = "zen:event-type:ticket.";

    private ZendeskEvents() {}

    static Translated translate(JsonNode body) {
        String ticket = body.at("/detail/external_id").asText("");
        String id = "zendesk-" + body.path("id").asText("");
        if (!ticket.matches("[A-Za-z0-9_-]{1,64}") || !id.matches("[\\x21-\\x7E]{9,128}")) {
            return new Ignored();
        }
        return switch (body.path("type").asText("")) {
            case PREFIX + "comment_added" -> comment(id, ticket, body.at("/event/comment"));
            case PREFIX + "status_changed" -> {
                String status = body.at("/event/current").asText("");
                boolean done = status.equalsIgnoreCase("solved") || status.equalsIgnoreCase("closed");
                yield done ? new Event(new DeskEvent(id, ticket, Type.RESOLVE, "", "")) : new Ignored();
            }
            case PREFIX + "agent_assignment_changed" -> {
                String agent = body.at("/event/current").asText("");
                boolean assigned = !agent.isEmpty() && !agent.equals("0") && !agent.equals("null");
                yield assigned ? new Event(new DeskEvent(id, ticket, Type.TAKEN, "", "")) : new Ignored();
            }
            default -> new Ignored();
        };
    }

    private static Translated comment(String id, String ticket, JsonNode comment) {
        String text = DeskText.fit(comment.path("body"), DeskEvent.TEXT_CODE_POINTS_MAX);
        boolean byAgent = comment.path("is_public").asBoolean(false)
                && comment.at("/author/is_staff").asBoolean(false)
                && !text.startsWith(ZendeskDesk.OURS.strip());
        if (!byAgent || text.isEmpty()) {
            return new Ignored();
        }
        String agent = DeskText.fit(comment.at("/author/name"), DeskEvent.AGENT_CODE_POINTS_MAX)
                .replace('\n', ' ')
                .replace('\t', ' ');
        return new Event(new DeskEvent(id, ticket, Type.REPLY, text, agent));
    }
}
