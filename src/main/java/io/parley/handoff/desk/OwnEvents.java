package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.handoff.desk.DeskEvent.Type;
import io.parley.handoff.desk.DeskEvents.Event;
import io.parley.handoff.desk.DeskEvents.Fault;
import io.parley.handoff.desk.DeskEvents.Translated;
import io.parley.handoff.desk.DeskEvents.Wrong;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Events in our own shape: {@code { "eventId", "ticketId", "type": "taken" | "reply" | "release" | "resolve", "text", "agent":
 * { "name" } }}. Read strictly, and what is wrong is never echoed.
 */
final class OwnEvents {
    private static final Set<String> MEMBERS = Set.of("eventId", "ticketId", "type", "text", "agent");
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7E]{1," + DeskEvent.ID_CHARACTERS_MAX + "}");
    private static final Pattern TICKET = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final List<Fault> faults = new ArrayList<>();

    private OwnEvents() {}

    static Translated translate(JsonNode body) {
        return new OwnEvents().read(body);
    }

    private Translated read(JsonNode body) {
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                wrong("#", "takes the members eventId, ticketId, type, text and agent alone");
            }
        });
        String event = matching(
                body, "eventId", ID, "must be 1.." + DeskEvent.ID_CHARACTERS_MAX + " visible ASCII characters");
        String ticket = matching(body, "ticketId", TICKET, "must be 1..64 of A-Z a-z 0-9 _ -");
        Type type = type(body.path("type"));
        String text = text(body.path("text"), type);
        String agent = agent(body.path("agent"));
        return faults.isEmpty() ? new Event(new DeskEvent(event, ticket, type, text, agent)) : new Wrong(faults);
    }

    private String matching(JsonNode body, String member, Pattern rule, String detail) {
        JsonNode node = body.path(member);
        if (node.isMissingNode() || node.isNull()) {
            wrong("#/" + member, "is required");
        } else if (!node.isTextual() || !rule.matcher(node.textValue()).matches()) {
            wrong("#/" + member, detail);
        }
        return node.asText();
    }

    /** Null if it is none, which is said. */
    private Type type(JsonNode node) {
        for (Type type : Type.values()) {
            if (type.wire().equals(node.textValue())) {
                return type;
            }
        }
        wrong("#/type", "must be taken, reply, release or resolve");
        return null;
    }

    private String text(JsonNode node, Type type) {
        if (node.isMissingNode() || node.isNull()) {
            if (type == Type.REPLY) {
                wrong("#/text", "is required of a reply");
            }
            return "";
        }
        if (type == Type.TAKEN || type == Type.RELEASE) {
            wrong("#/text", "is of a reply or of resolve alone");
        } else if (!node.isTextual() || !DeskText.isWriting(node.textValue())) {
            wrong("#/text", "must be a text without control characters but \\n and \\t");
        } else if (DeskText.length(node.textValue()) > DeskEvent.TEXT_CODE_POINTS_MAX) {
            wrong("#/text", "must have at most " + DeskEvent.TEXT_CODE_POINTS_MAX + " characters");
        }
        return node.asText().strip();
    }

    private String agent(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (!node.isObject()) {
            wrong("#/agent", "must be an object");
            return "";
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!name.equals("name")) {
                wrong("#/agent", "takes the member name alone");
            }
        });
        JsonNode name = node.path("name");
        if (name.isMissingNode() || name.isNull()) {
            return "";
        }
        boolean sound = name.isTextual()
                && name.textValue().codePoints().noneMatch(Character::isISOControl)
                && DeskText.length(name.textValue()) <= DeskEvent.AGENT_CODE_POINTS_MAX;
        if (!sound) {
            wrong("#/agent/name", "must be a line of at most " + DeskEvent.AGENT_CODE_POINTS_MAX + " characters");
        }
        return name.asText().strip();
    }

    private void wrong(String pointer, String detail) {
        faults.add(new Fault(pointer, detail));
    }
}
