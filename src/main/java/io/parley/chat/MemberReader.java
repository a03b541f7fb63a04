package io.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Problem.MemberError;
import io.parley.guard.InputGuard;
import io.parley.turn.VisibleText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the members of a JSON object strictly, and gathers everything that is wrong, by JSON Pointer, so that a caller learns of
 * all of it on the first call. What is wrong is never echoed; the names of unknown members are, for they are what was misspelt.
 */
final class MemberReader {
    private static final int ERRORS_MAX = 16;
    private static final int NAME_ECHO_MAX = 64;

    private final JsonNode object;
    private final String pointer;
    private final List<MemberError> errors;

    MemberReader(JsonNode object) {
        this(object, "#", new ArrayList<>());
    }

    private MemberReader(JsonNode object, String pointer, List<MemberError> errors) {
        this.object = object;
        this.pointer = pointer;
        this.errors = errors;
    }

    List<MemberError> errors() {
        return errors;
    }

    void wrong(String member, String detail) {
        if (errors.size() < ERRORS_MAX) {
            errors.add(new MemberError(pointer + '/' + escaped(member), detail));
        }
    }

    void require(boolean holds, String member, String detail) {
        if (!holds) {
            wrong(member, detail);
        }
    }

    void wrong(String detail) {
        if (errors.size() < ERRORS_MAX) {
            errors.add(new MemberError(pointer, detail));
        }
    }

    /** Refuses every member that is not known. */
    void onlyKnown(Set<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                wrong(name, "is not a member of the contract; known here: " + String.join(", ", sorted(known)));
            }
        });
    }

    /** The text of a required member; what stands in for a wrong one is never used, for the errors end the message. */
    String required(String member, int codePointsMax, Predicate<String> rule, String detail) {
        if (!object.hasNonNull(member)) {
            wrong(member, "is required");
            return "";
        }
        return text(member, codePointsMax, rule, detail).orElse("");
    }

    /** A line of text, normalised, without control characters; null and absence are the same. */
    String optional(String member, int codePointsMax) {
        return text(member, codePointsMax, MemberReader::isPlainLine, "must not be empty or hold control characters")
                .map(InputGuard::normalised)
                .orElse(null);
    }

    /** A text member held to a rule; null and absence are the same. */
    Optional<String> text(String member, int codePointsMax, Predicate<String> rule, String detail) {
        JsonNode node = object.get(member);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            wrong(member, "must be a string");
            return Optional.empty();
        }
        String text = node.textValue();
        if (!VisibleText.isWellFormed(text)) {
            wrong(member, "holds half of a surrogate pair");
        } else if (text.codePointCount(0, text.length()) > codePointsMax) {
            wrong(member, "must have at most " + codePointsMax + " characters");
        } else if (!rule.test(text)) {
            wrong(member, detail);
        } else {
            return Optional.of(text);
        }
        return Optional.empty();
    }

    /** The reader of what a session ticket says in the place of the member {@code context}; empty if it says nothing. */
    Optional<MemberReader> said(JsonNode context) {
        return Optional.ofNullable(context).map(node -> new MemberReader(node, "#/context", errors));
    }

    /** The reader of an object member; empty if it is absent or null. */
    Optional<MemberReader> object(String member) {
        JsonNode node = object.get(member);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isObject()) {
            wrong(member, "must be an object");
            return Optional.empty();
        }
        return Optional.of(new MemberReader(node, pointer + '/' + member, errors));
    }

    Iterator<String> names() {
        return object.fieldNames();
    }

    int size() {
        return object.size();
    }

    static boolean isPlainLine(String text) {
        return !VisibleText.isBlank(InputGuard.normalised(text))
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    }

    /** Escaped as a JSON Pointer in a URI fragment (RFC 6901, section 6), and no more of a name than is needed to find it. */
    private static String escaped(String name) {
        boolean isLong = name.codePointCount(0, name.length()) > NAME_ECHO_MAX;
        String shown = isLong ? name.substring(0, name.offsetByCodePoints(0, NAME_ECHO_MAX)) + "…" : name;
        String token = shown.replace("~", "~0").replace("/", "~1");
        return URLEncoder.encode(token, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~");
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
