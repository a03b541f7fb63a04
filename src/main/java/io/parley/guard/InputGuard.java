package io.parley.guard;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the visitor's text is freed of before anything reads it, and what it looks as if it were meant to do. */
@Singleton
public final class InputGuard {
    /** One or two come with what a page or an office program puts on the clipboard. */
    private static final int HIDDEN_MAX = 6;

    private static final int TAG_MIN = 0xE0001;
    private static final int TAG_MAX = 0xE007F;
    private static final int BLACK_FLAG = 0x1F3F4;

    /** A suspicion, and what its policy makes of the message. */
    public record Suspect(Suspicion reason, Policy policy) {
        /** Whether no model may see the message. */
        public boolean isHeld() {
            return policy == Policy.BLOCK || policy == Policy.HANDOFF;
        }
    }

    private final GuardConfig config;
    private final InputRules rules = new InputRules();

    InputGuard(GuardConfig config) {
        this.config = config;
    }

    static void check(@Observes StartupEvent event, GuardConfig config) {
        config.check();
    }

    /**
     * @param text as the visitor sent it
     * @param context what the visitor may have had a hand in, such as names and page addresses; it can earn a note, and no more, for
     *     whoever has an odd name may still ask where the parcel is
     * @return the suspicion whose policy is the strictest; empty if there is none
     */
    public Optional<Suspect> inspect(String text, List<String> context) {
        Optional<Suspect> own = suspicions(text).stream()
                .map(reason -> new Suspect(reason, config.guard().input().of(reason)))
                .filter(suspect -> suspect.policy != Policy.OFF)
                .max(Comparator.comparingInt(InputGuard::strictness));
        if (own.isPresent() || context.isEmpty()) {
            return own;
        }
        return suspicions(String.join("\n", context)).stream()
                .filter(reason -> config.guard().input().of(reason) != Policy.OFF)
                .findFirst()
                .map(reason -> new Suspect(reason, Policy.NOTE));
    }

    private Set<Suspicion> suspicions(String text) {
        String visible = normalised(text);
        Set<Suspicion> found = EnumSet.noneOf(Suspicion.class);
        found.addAll(rules.suspicions(Folded.of(visible)));
        Set<Suspicion> plain = Set.copyOf(found);
        for (String reading : Encodings.readings(text)) {
            // What ROT13 leaves as it is, such as Hebrew, says no more than the text itself.
            if (!plain.containsAll(rules.suspicions(Folded.of(reading)))) {
                found.add(Suspicion.ENCODED_PAYLOAD);
            }
        }
        if (hidden(text) > HIDDEN_MAX) {
            found.add(Suspicion.HIDDEN_TEXT);
        }
        return found;
    }

    private static int strictness(Suspect suspect) {
        return switch (suspect.policy) {
            case OFF -> 0;
            case NOTE -> 1;
            case HANDOFF -> 2;
            case BLOCK -> 3;
        };
    }

    /** Hidden characters but the tags that make a flag of a black one. */
    private static int hidden(String text) {
        int hidden = 0;
        boolean flag = false;
        for (int c : text.codePoints().toArray()) {
            boolean tag = c >= TAG_MIN && c <= TAG_MAX;
            flag = c == BLACK_FLAG || flag && tag;
            hidden += isHidden(c) && !flag ? 1 : 0;
        }
        return hidden;
    }

    /**
     * Canonical composition (Unicode NFC), and no code point that a reader cannot see but a model can: zero-width characters, bidi
     * embeddings, overrides and isolates, tag characters and supplementary variation selectors. The joiners that scripts and emoji need stay.
     */
    public static String normalised(String text) {
        if (text.codePoints().noneMatch(InputGuard::isHidden)) {
            return Normalizer.normalize(text, Normalizer.Form.NFC);
        }
        // What was kept apart by something hidden must still compose.
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().filter(c -> !isHidden(c)).forEach(visible::appendCodePoint);
        return Normalizer.normalize(visible, Normalizer.Form.NFC).strip();
    }

    private static boolean isHidden(int c) {
        boolean zeroWidth = c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x00AD || c >= 0x2061 && c <= 0x2064;
        boolean bidi = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x206F;
        boolean tagOrSelector = c >= 0xE0000 && c <= 0xE01EF;
        return zeroWidth || bidi || tagOrSelector;
    }
}
