package io.parley.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Problem.MemberError;
import java.util.List;

/** Members that several operator functions take. */
final class OperatorMembers {
    private static final int WHY_CHARACTERS_MAX = 200;

    private OperatorMembers() {}

    /** The reason that whoever changes something gives. */
    static String why(JsonNode body, List<MemberError> errors) {
        JsonNode why = body.path("why");
        boolean sound = why.isTextual()
                && !why.textValue().isBlank()
                && why.textValue().codePointCount(0, why.textValue().length()) <= WHY_CHARACTERS_MAX
                && why.textValue().codePoints().noneMatch(Character::isISOControl);
        if (!sound) {
            errors.add(new MemberError("#/why", "must be a line of 1.." + WHY_CHARACTERS_MAX + " characters"));
        }
        return why.asText();
    }
}
