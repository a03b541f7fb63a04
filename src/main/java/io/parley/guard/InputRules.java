package io.parley.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.Resources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        LETTERS;

        String of(Folded text) {
            return switch (this) {
                case TEXT -> text.text();
                case WORDS -> text.words();
                case LETTERS -> text.letters();
            };
        }
    }

    private record Group(Suspicion reason, View view, Pattern[] patterns) {
        boolean matchesAny(String text) {
            for (Pattern pattern : patterns) {
                if (pattern.matcher(text).find()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A text without which no pattern of the group can match. */
    private record Need(String text, int group) {}

    /** The needs of all groups that look at one form of the text, by a hash of how they begin: one pass over a text finds all that it holds. */
    private static final class Needs {
        private static final int BEGINNING = 3;
        private static final int BITS = 12;

        private final Need[][] byBeginning = new Need[1 << BITS][];
        private final List<Need> shorter = new ArrayList<>();

        void add(Need need) {
            if (need.text.length() < BEGINNING) {
                shorter.add(need);
                return;
            }
            int hash = hash(need.text, 0);
            Need[] same = byBeginning[hash] == null ? new Need[0] : byBeginning[hash];
            byBeginning[hash] = Arrays.copyOf(same, same.length + 1);
            byBeginning[hash][same.length] = need;
        }

        /** Marks the groups of which the text holds a need. */
        void find(String text, BitSet groups) {
            for (int at = 0; at + BEGINNING <= text.length(); at++) {
                Need[] candidates = byBeginning[hash(text, at)];
                if (candidates != null) {
                    for (Need need : candidates) {
                        if (text.startsWith(need.text, at)) {
                            groups.set(need.group);
                        }
                    }
                }
            }
            for (Need need : shorter) {
                if (text.contains(need.text)) {
                    groups.set(need.group);
                }
            }
        }

        private static int hash(String text, int at) {
            int hash = (text.charAt(at) * 31 + text.charAt(at + 1)) * 31 + text.charAt(at + 2);
            return hash * 0x9E3779B9 >>> Integer.SIZE - BITS;
        }
    }

    private final Map<View, Needs> needs = new EnumMap<>(View.class);
    private final List<Group> groups = new ArrayList<>();

    InputRules() {
        for (View view : View.values()) {
            needs.put(view, new Needs());
        }
        try {
            for (JsonNode group : new ObjectMapper().readTree(Resources.text("guard/input.json"))) {
                View view = View.valueOf(group.get("view").textValue().toUpperCase(Locale.ROOT));
                texts(group.get("needs")).forEach(text -> needs.get(view).add(new Need(text, groups.size())));
                groups.add(new Group(
                        Suspicion.of(group.get("reason").textValue()),
                        view,
                        texts(group.get("patterns")).map(InputRules::compiled).toArray(Pattern[]::new)));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("guard/input.json is no JSON", e);
        }
    }

    Set<Suspicion> suspicions(Folded text) {
        Set<Suspicion> found = EnumSet.noneOf(Suspicion.class);
        BitSet possible = new BitSet(groups.size());
        needs.forEach((view, of) -> of.find(view.of(text), possible));
        for (int i = possible.nextSetBit(0); i >= 0; i = possible.nextSetBit(i + 1)) {
            Group group = groups.get(i);
            if (!found.contains(group.reason) && group.matchesAny(group.view.of(text))) {
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
