package io.parley.guard;

import io.parley.guard.sensitive.SensitiveText;
import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the guard does about what it finds, and what a site's answers may name. */
@ConfigMapping(prefix = "parley")
public interface GuardConfig {
    Guard guard();

    Redact redact();

    Map<String, Site> sites();

    interface Guard {
        Input input();
    }

    /** The policy of each reason. */
    interface Input {
        @WithDefault("block")
        Policy instructionOverride();

        @WithDefault("note")
        Policy rolePlay();

        @WithDefault("block")
        Policy promptExtraction();

        @WithDefault("block")
        Policy encodedPayload();

        @WithDefault("block")
        Policy delimiterEscape();

        @WithDefault("note")
        Policy markupSmuggling();

        @WithDefault("block")
        Policy foreignData();

        @WithDefault("note")
        Policy hiddenText();

        default Policy of(Suspicion suspicion) {
            return switch (suspicion) {
                case INSTRUCTION_OVERRIDE -> instructionOverride();
                case ROLE_PLAY -> rolePlay();
                case PROMPT_EXTRACTION -> promptExtraction();
                case ENCODED_PAYLOAD -> encodedPayload();
                case DELIMITER_ESCAPE -> delimiterEscape();
                case MARKUP_SMUGGLING -> markupSmuggling();
                case FOREIGN_DATA -> foreignData();
                case HIDDEN_TEXT -> hiddenText();
            };
        }
    }

    /** Kinds of {@link SensitiveText} that are replaced by their name; {@code none} for none. */
    interface Redact {
        /** In texts that are logged. */
        @WithDefault("email,phone,card,iban,national-id,key,ip")
        List<String> logs();

        /** In tickets. Who takes over needs to reach the visitor, and nobody needs a card number. */
        @WithDefault("card,iban,national-id,key")
        List<String> tickets();
    }

    interface Site {
        /** Hosts that answers may link to, with all below them, such as {@code example.com}. */
        Optional<List<String>> linkHosts();

        /** E-mail addresses and telephone numbers that answers may name. */
        Optional<List<String>> contacts();
    }

    default Set<SensitiveText.Kind> redactLogs() {
        return kinds("parley.redact.logs", redact().logs());
    }

    default Set<SensitiveText.Kind> redactTickets() {
        return kinds("parley.redact.tickets", redact().tickets());
    }

    private static Set<SensitiveText.Kind> kinds(String property, List<String> names) {
        return names.stream()
                .map(String::trim)
                .filter(name -> !name.equals("none"))
                .map(name -> {
                    Optional<SensitiveText.Kind> kind = SensitiveText.Kind.of(name);
                    String rule = "must be none, or of email, phone, card, iban, national-id, key, ip";
                    Settings.require(kind.isPresent(), property, rule);
                    return kind.orElseThrow();
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    default void check() {
        redactLogs();
        redactTickets();
        Pattern host = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");
        sites().forEach((name, site) -> site.linkHosts()
                .orElse(List.of())
                .forEach(h -> Settings.require(
                        host.matcher(h.trim().toLowerCase(Locale.ROOT)).matches(),
                        "parley.sites." + name + ".link-hosts",
                        "must be host names such as example.com, without scheme and path")));
    }
}
