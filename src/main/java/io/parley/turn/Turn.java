package io.parley.turn;

import java.time.Instant;
import java.util.Optional;

/**
 * One text of a conversation, as stored.
 *
 * @param epoch the session's epoch when it was written; a release raises it, and older turns then no longer count for a hand-off
 * @param messageId the visitor message that the text is, or answers
 * @param held whether the guard held it back: people may read it, no model ever
 */
public record Turn(
        Role role, String text, Optional<Intent> intent, long epoch, Instant at, String messageId, boolean held) {}
