package io.parley.handoff.desk;

import io.parley.handoff.Ticket;
import io.parley.turn.TypedContext;
import io.parley.turn.TypedContext.Part;
import java.util.Locale;

/** A ticket as plain text, for people. */
final class TicketText {
    private TicketText() {}

    static String of(Ticket ticket) {
        StringBuilder text = new StringBuilder(ticket.summary()).append("\n\n");
        line(text, "Queue", ticket.queue());
        line(text, "Reason", ticket.reason().wire());
        line(text, "Language", ticket.language());
        line(text, "Answer by", ticket.dueAt());
        TypedContext context = ticket.context();
        part(text, "Plan", context.plan());
        part(text, "Account", context.account());
        part(text, "Order", context.order());
        part(text, "Environment", context.environment());
        context.facts().forEach((name, value) -> line(text, name, value));
        text.append("\nConversation:\n");
        ticket.transcript()
                .forEach(turn -> text.append(turn.at().replace('T', ' ').replace("Z", " UTC"))
                        .append(' ')
                        .append(turn.role().wire().toUpperCase(Locale.ROOT))
                        .append(": ")
                        .append(turn.text())
                        .append('\n'));
        return text.append("\nTicket ").append(ticket.id()).toString();
    }

    private static void part(StringBuilder text, String name, Part part) {
        if (part != null) {
            part.members().forEach(member -> line(text, name + ' ' + member.name(), member.value()));
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        if (value != null) {
            text.append(name).append(": ").append(value).append('\n');
        }
    }
}
