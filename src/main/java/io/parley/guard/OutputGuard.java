package io.parley.guard;

import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.guard.sensitive.SensitiveText;
import io.parley.turn.FallbackReason;
import io.parley.turn.Message;
import io.parley.turn.PerSite;
import io.parley.turn.SiteId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an answer may not hold. It does not trust the model to have followed a single rule, so it is what stands when the model was
 * talked into anything.
 */
@Singleton
public final class OutputGuard {
    private static final Set<SensitiveText.Kind> FOREIGN = EnumSet.of(
            SensitiveText.Kind.EMAIL,
            SensitiveText.Kind.PHONE,
            SensitiveText.Kind.CARD,
            SensitiveText.Kind.IBAN,
            SensitiveText.Kind.NATIONAL_ID);

    /** Of a telephone number, written with or without the code of its country. */
    private static final int PHONE_DIGITS = 7;

    /** As long as a message may be, and far above what the rules ask for. */
    private static final int CODE_POINTS_MAX = Message.TEXT_CODE_POINTS_MAX;

    private static final Pattern MARKUP = Pattern.compile("<[\\p{L}/!?]");
    private static final Pattern NO_DIGIT = Pattern.compile("\\D+");

    /** What an answer held. */
    @RegisterForReflection
    public enum Reason {
        /** The mark among the rules. */
        CANARY(FallbackReason.BLOCKED, false),
        /** Some eight words of the rules, one after the other. */
        RULES(FallbackReason.BLOCKED, false),
        /** A key, a token or a password. */
        SECRET(FallbackReason.BLOCKED, false),
        /** An e-mail address, a telephone, card, account or order number that this conversation does not know. */
        FOREIGN_DATA(FallbackReason.BLOCKED, true),
        /** A link that is neither the site's nor given by it. */
        LINK(FallbackReason.BLOCKED, true),
        /** The answer is surely in another language than the message, which asked for none. */
        LANGUAGE(FallbackReason.UNUSABLE_ANSWER, true),
        /** More than anybody reads in a chat. */
        TOO_LONG(FallbackReason.UNUSABLE_ANSWER, true),
        /** HTML. It is shown, with its angle brackets replaced: nothing can make anything of it but text. */
        MARKUP(null, false);

        private final FallbackReason fallback;
        private final boolean low;
        private final String wire = name().toLowerCase(Locale.ROOT);

        Reason(FallbackReason fallback, boolean low) {
            this.fallback = fallback;
            this.low = low;
        }

        /** Whether the answer is held back, and a static reply given in its place. */
        public boolean isHeld() {
            return fallback != null;
        }

        /** Why that reply is given; null if the answer is not held. */
        public FallbackReason fallback() {
            return fallback;
        }

        /** Whether the turn counts as low-confidence: where the model, and not the visitor, may have gone astray. */
        public boolean isLow() {
            return low;
        }

        @JsonValue
        public String wire() {
            return wire;
        }
    }

    /**
     * @param text what may be shown, unless the reason says that nothing may
     * @param reason null if the answer held nothing of the kind
     */
    public record Verdict(String text, Reason reason) {
        public boolean isHeld() {
            return reason != null && reason.isHeld();
        }
    }

    private final PerSite<Set<String>> linkHosts;
    private final PerSite<Set<String>> contacts;

    OutputGuard(GuardConfig config) {
        linkHosts = PerSite.of(config.sites(), Set.of(), (property, site) -> lowerCase(site.linkHosts()));
        contacts = PerSite.of(config.sites(), Set.of(), (property, site) -> lowerCase(site.contacts()));
    }

    private static Set<String> lowerCase(Optional<List<String>> entries) {
        return entries.orElse(List.of()).stream()
                .map(e -> e.trim().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param question the message that it answers */
    public Verdict check(String answer, Confidential confidential, SiteId site, Known known, String question) {
        String visible = InputGuard.normalised(answer);
        Reason leak = confidential.leak(answer);
        if (leak != null) {
            return new Verdict("", leak);
        }
        if (!SensitiveText.find(visible, EnumSet.of(SensitiveText.Kind.KEY)).isEmpty()) {
            return new Verdict("", Reason.SECRET);
        }
        Set<String> hosts = linkHosts.of(site);
        if (isForeign(visible, known, hosts, contacts.of(site))) {
            return new Verdict("", Reason.FOREIGN_DATA);
        }
        if (!Links.areAllowed(visible, hosts, known.trusted())) {
            return new Verdict("", Reason.LINK);
        }
        if (visible.codePointCount(0, visible.length()) > CODE_POINTS_MAX) {
            return new Verdict("", Reason.TOO_LONG);
        }
        if (LanguageGuess.differs(question, visible)) {
            return new Verdict("", Reason.LANGUAGE);
        }
        if (MARKUP.matcher(visible).find()) {
            return new Verdict(visible.replace('<', '‹').replace('>', '›'), Reason.MARKUP);
        }
        return new Verdict(visible, null);
    }

    private static boolean isForeign(String answer, Known known, Set<String> hosts, Set<String> contacts) {
        for (SensitiveText.Finding finding : SensitiveText.find(answer, FOREIGN)) {
            String found = answer.substring(finding.start(), finding.end());
            if (!isKnown(finding.kind(), found, known, hosts, contacts)) {
                return true;
            }
        }
        return OrderNumbers.in(answer).stream().anyMatch(number -> !known.hasNumber(number, false));
    }

    private static boolean isKnown(
            SensitiveText.Kind kind, String found, Known known, Set<String> hosts, Set<String> contacts) {
        if (kind == SensitiveText.Kind.EMAIL) {
            String lower = found.toLowerCase(Locale.ROOT);
            String host = lower.substring(lower.lastIndexOf('@') + 1);
            return known.hasAddress(found)
                    || contacts.contains(lower)
                    || hosts.stream().anyMatch(h -> host.equals(h) || host.endsWith("." + h));
        }
        if (kind == SensitiveText.Kind.PHONE) {
            String digits = NO_DIGIT.matcher(found).replaceAll("");
            String end = digits.substring(Math.max(0, digits.length() - PHONE_DIGITS));
            return known.hasDigits(end)
                    || contacts.stream()
                            .anyMatch(c -> NO_DIGIT.matcher(c).replaceAll("").endsWith(end));
        }
        return known.hasNumber(found, true);
    }
}
