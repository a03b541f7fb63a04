package io.parley.guard;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a message looks as if it were meant to do, other than to ask something. */
@RegisterForReflection
public enum Suspicion {
    /** Sets aside the rules, or sets up others. */
    INSTRUCTION_OVERRIDE,
    /** Gets the model to speak as somebody who has no rules. */
    ROLE_PLAY,
    /** Gets at the rules, the mark among them, or the deployment's secrets. */
    PROMPT_EXTRACTION,
    /** Says any of this in base64, hex, escapes, backwards or in characters that cannot be seen. */
    ENCODED_PAYLOAD,
    /** Pretends that the message is over, and that somebody else speaks. */
    DELIMITER_ESCAPE,
    /** Brings in HTML, scripts or Markdown images, or asks for them. */
    MARKUP_SMUGGLING,
    /** Asks for what belongs to other customers. */
    FOREIGN_DATA,
    /** Holds characters that nobody can see. */
    HIDDEN_TEXT;

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }

    static Suspicion of(String wire) {
        Optional<Suspicion> found =
                Arrays.stream(values()).filter(s -> s.wire.equals(wire)).findFirst();
        return found.orElseThrow(() -> new IllegalStateException("guard/input.json names no reason of ours"));
    }
}
