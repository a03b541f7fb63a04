package io.parley.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.turn.Owner;
import io.parley.turn.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What a visitor's page did not know yet.
 *
 * @param cursor to be sent the next time
 * @param messages oldest first; each may come again, under the same id
 * @param ticket of the last hand-off; null if there was none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpdatesReply(Owner owner, String cursor, List<Message> messages, TicketPart ticket) {
    /**
     * @param role {@code agent}, or {@code bot} for what nobody asked for
     * @param agent name of who wrote it; null if unknown
     * @param at RFC 3339, UTC
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Message(String id, Role role, String text, String agent, String at) {}

    /**
     * @param state {@code open}, {@code taken}, {@code released} or {@code resolved}
     * @param dueAt RFC 3339, UTC
     */
    @RegisterForReflection
    public record TicketPart(String state, String dueAt) {}
}
