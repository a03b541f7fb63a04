package io.parley.fallback;

import io.parley.turn.TypedContext;
import io.parley.turn.TypedContext.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of a static reply. {@code {order.number}} stands for what the typed context says, and only within brackets:
 * {@code [your order {order.number}|your order]} is the first where all of its placeholders are known, else what is after the bar, or
 * nothing. So no reply ever shows a hole. What the program itself always knows may stand outside of brackets too.
 */
final class ReplyText {
    static final int CHARACTERS_MAX = 600;

    private static final Set<String> PLACEHOLDERS = Set.of(
            "order.number",
            "order.status",
            "order.placedOn",
            "order.trackingUrl",
            "plan.name",
            "plan.status",
            "plan.renewsOn",
            "account.name");
    private static final Pattern CHOICE = Pattern.compile("\\[([^\\[\\]|]*)(?:\\|([^\\[\\]|{}]*))?]");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern SPACES = Pattern.compile(" {2,}");
    private static final String STOPS = ".,!";

    private final List<Piece> pieces = new ArrayList<>();
    private final Set<String> given;

    /** @param ifKnown may hold placeholders, {@code otherwise} none */
    private record Piece(String ifKnown, String otherwise) {}

    /**
     * @param given placeholders that are always known, because {@link #text} is given them
     * @throws IllegalArgumentException that says what is wrong
     */
    ReplyText(String template, Set<String> given) {
        this.given = given;
        require(!template.isBlank(), "must not be blank");
        require(template.codePointCount(0, template.length()) <= CHARACTERS_MAX, "must have at most 600 characters");
        require(
                template.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n' || c == '<' || c == '>'),
                "must hold neither control characters nor < and >");
        Matcher choice = CHOICE.matcher(template);
        int end = 0;
        while (choice.find()) {
            literal(template.substring(end, choice.start()));
            Matcher name = PLACEHOLDER.matcher(choice.group(1));
            int names = 0;
            while (name.find()) {
                names++;
                require(isKnown(name.group(1)), "holds an unknown placeholder; known are " + known());
            }
            require(names > 0, "has brackets without a placeholder in them");
            pieces.add(new Piece(choice.group(1), choice.group(2) == null ? "" : choice.group(2)));
            end = choice.end();
        }
        literal(template.substring(end));
        Map<String, String> values = given.stream().collect(Collectors.toMap(name -> name, name -> name));
        require(!text(TypedContext.EMPTY, values).isBlank(), "must say something while nothing is known");
    }

    /** @param values of the placeholders that are always known */
    String text(TypedContext context, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        boolean seam = false;
        for (Piece piece : pieces) {
            String next = text(piece, context, values);
            // Only here is a space too many. Elsewhere whoever wrote "Merci !" meant it.
            if (seam && !next.isEmpty() && STOPS.indexOf(next.charAt(0)) >= 0) {
                text.setLength(text.toString().stripTrailing().length());
            }
            text.append(next);
            seam = next.isEmpty() || seam && next.isBlank();
        }
        return SPACES.matcher(text).replaceAll(" ").strip();
    }

    private static String text(Piece piece, TypedContext context, Map<String, String> values) {
        Matcher placeholder = PLACEHOLDER.matcher(piece.ifKnown);
        StringBuilder text = new StringBuilder();
        while (placeholder.find()) {
            String name = placeholder.group(1);
            String value = values.containsKey(name) ? values.get(name) : value(name, context);
            if (value == null || value.isBlank()) {
                return piece.otherwise;
            }
            placeholder.appendReplacement(text, Matcher.quoteReplacement(value.strip()));
        }
        return placeholder.appendTail(text).toString();
    }

    private static String value(String name, TypedContext context) {
        Part part = switch (name.substring(0, name.indexOf('.'))) {
            case "order" -> context.order();
            case "plan" -> context.plan();
            default -> context.account();
        };
        String member = name.substring(name.indexOf('.') + 1);
        return part == null
                ? null
                : part.members().stream()
                        .filter(m -> m.name().equals(member) && m.value() != null)
                        .findFirst()
                        .map(m -> m.value().replace('<', '‹').replace('>', '›'))
                        .orElse(null);
    }

    private void literal(String text) {
        Matcher name = PLACEHOLDER.matcher(text);
        int end = 0;
        while (name.find()) {
            if (given.contains(name.group(1))) {
                words(text.substring(end, name.start()));
                pieces.add(new Piece(name.group(), ""));
                end = name.end();
            }
        }
        words(text.substring(end));
    }

    private void words(String text) {
        require(
                text.chars().noneMatch(c -> "[]{}".indexOf(c) >= 0),
                "has a bracket or a brace that is not closed, or a" + " placeholder outside of brackets");
        if (!text.isEmpty()) {
            pieces.add(new Piece(text, ""));
        }
    }

    private boolean isKnown(String name) {
        return PLACEHOLDERS.contains(name) || given.contains(name);
    }

    private String known() {
        return Stream.concat(PLACEHOLDERS.stream(), given.stream()).sorted().collect(Collectors.joining(", "));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
