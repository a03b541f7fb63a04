package io.parley.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.Resources;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The rules of {@code guard/input.json}. Each group names its reason, the form of the text that it looks at (see {@link Folded}),
 * words without one of which none of its patterns can match, so that an ordinary message costs a few searches and no
 * pattern, and its patterns, which match anywhere. In these {@code ~4} stands for up to four words of any kind.
 */
final class InputRules {
    private static final Pattern WORDS = Pattern.compile("~(\\d)");

    private enum View {
        TEXT,
        WORDS,
        LETTERS
    }

    private record Group(Suspicion reason, View view, Need[] needs, Pattern[] patterns) {
        boolean matches(Seen seen) {
            for (Need need : needs) {
                if (seen.holds(need)) {
                    return matchesAny(seen.text);
                }
            }
            return false;
        }

        private boolean matchesAny(String text) {
            for (Pattern pattern : patterns) {
                if (pattern.matcher(text).find()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** @param run of its first three characters; -1 if it has none */
    private record Need(String text, int run) {
        static Need of(String text) {
            return new Need(text, text.length() < Seen.RUN ? -1 : Seen.run(text, 0));
        }
    }

    /** A text, and which runs of three characters are in it: most words that a rule needs are ruled out by their first. */
    private static final class Seen {
        private static final int RUN = 3;
        private static final int BITS = 1 << 12;

        private final String text;
        private final long[] runs = new long[BITS / Long.SIZE];

        Seen(String text) {
            this.text = text;
            for (int i = 0; i + RUN <= text.length(); i++) {
                int run = run(text, i);
                runs[run / Long.SIZE] |= 1L << run;
            }
        }

        boolean holds(Need need) {
            boolean ruledOut = need.run >= 0 && (runs[need.run / Long.SIZE] & 1L << need.run) == 0;
            return !ruledOut && text.contains(need.text);
        }

        private static int run(String text, int at) {
            int hash = (text.charAt(at) * 31 + text.charAt(at + 1)) * 31 + text.charAt(at + 2);
            return hash * 0x9E3779B9 >>> Integer.SIZE - Integer.numberOfTrailingZeros(BITS);
        }
    }

    private final List<Group> groups = new ArrayList<>();

    InputRules() {
        try {
            for (JsonNode group : new ObjectMapper().readTree(Resources.text("guard/input.json"))) {
                groups.add(new Group(
                        Suspicion.of(group.get("reason").textValue()),
                        View.valueOf(group.get("view").textValue().toUpperCase(Locale.ROOT)),
                        texts(group.get("needs")).map(Need::of).toArray(Need[]::new),
                        texts(group.get("patterns")).map(InputRules::compiled).toArray(Pattern[]::new)));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("guard/input.json is no JSON", e);
        }
    }

    Set<Suspicion> suspicions(Folded text) {
        Set<Suspicion> found = EnumSet.noneOf(Suspicion.class);
        Seen[] views = {new Seen(text.text()), new Seen(text.words()), new Seen(text.letters())};
        for (Group group : groups) {
            if (!found.contains(group.reason) && group.matches(views[group.view.ordinal()])) {
                found.add(group.reason);
            }
        }
        return found;
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(WORDS.matcher(pattern).replaceAll("(?:[^ ]+ ){0,$1}"));
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue);
    }
}
