package io.parley.handoff;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Role;
import io.parley.turn.TypedContext;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * A hand-off to a person, as it is stored and delivered.
 *
 * @param visitor the site's key of the visitor; null if unknown
 * @param language as primary subtag of BCP 47
 * @param createdAt and {@code dueAt}: RFC 3339, UTC
 * @param summary a line for whoever looks at many
 * @param transcript the last turns, oldest first, the message that led to the hand-off included
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ticket(
        String id,
        String site,
        String sessionId,
        String visitor,
        String queue,
        HandoffReason reason,
        Intent intent,
        String language,
        String createdAt,
        String dueAt,
        String summary,
        TypedContext context,
        List<Line> transcript) {

    /** One turn of the transcript. */
    @RegisterForReflection
    public record Line(Role role, String text, String at) {}
}
