package io.parley.guard.sensitive;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what identifies or authenticates somebody in free text. What has a check digit must pass it, and a bare number says
 * nothing without a word that names it: a shop's texts are full of order, tracking and article numbers, which have to stay.
 */
public final class SensitiveText {
    /** Where two overlap, the first of these wins: the less a form can be mistaken, the earlier it stands. */
    private static final List<Kind> PRECEDENCE =
            List.of(Kind.KEY, Kind.EMAIL, Kind.IBAN, Kind.CARD, Kind.NATIONAL_ID, Kind.IP, Kind.PHONE);

    /** What is found can uncover what only its digits hid, as in a list without blanks. */
    private static final int PASSES_MAX = 8;

    private SensitiveText() {}

    /** What identifies or authenticates somebody. */
    public enum Kind {
        EMAIL,
        PHONE,
        CARD,
        IBAN,
        NATIONAL_ID,
        KEY,
        IP;

        /** The name in configuration and in redacted text, such as {@code national-id}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The kind of that {@linkplain #wire() name}. */
        public static Optional<Kind> of(String wire) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wire().equals(wire))
                    .findFirst();
        }
    }

    /** One occurrence, from its first char up to the one after its last. */
    public record Finding(Kind kind, int start, int end) {}

    /** What the text holds of these kinds, in order and without overlaps. */
    public static List<Finding> find(String text, Set<Kind> kinds) {
        if (kinds.isEmpty()) {
            return List.of();
        }
        FoldedText folded = FoldedText.of(text);
        boolean digits = folded.hasDigits(1, "");
        int found = -1;
        for (int pass = 0; pass < PASSES_MAX && found < folded.taken().size(); pass++) {
            found = folded.taken().size();
            folded.showHidden();
            PRECEDENCE.stream()
                    .filter(kinds::contains)
                    .filter(kind -> digits || kind == Kind.KEY || kind == Kind.EMAIL)
                    .forEach(kind -> search(folded, kind));
        }
        return folded.taken().stream()
                .sorted(Comparator.comparingInt(Finding::start))
                .toList();
    }

    /** The text with the kind's name in brackets in place of each finding. Redacting the result again changes nothing. */
    public static String redacted(String text, Set<Kind> kinds) {
        List<Finding> findings = find(text, kinds);
        if (findings.isEmpty()) {
            return text;
        }
        StringBuilder redacted = new StringBuilder(text.length());
        int kept = 0;
        for (Finding finding : findings) {
            redacted.append(text, kept, finding.start())
                    .append('[')
                    .append(finding.kind().wire())
                    .append(']');
            kept = finding.end();
        }
        return redacted.append(text, kept, text.length()).toString();
    }

    private static void search(FoldedText text, Kind kind) {
        switch (kind) {
            case KEY -> Secrets.takeFrom(text);
            case EMAIL -> EmailAddresses.takeFrom(text);
            case IBAN -> Ibans.takeFrom(text);
            case CARD -> PaymentCards.takeFrom(text);
            case NATIONAL_ID -> NationalIds.takeFrom(text);
            case IP -> IpAddresses.takeFrom(text);
            case PHONE -> PhoneNumbers.takeFrom(text);
        }
    }
}
