package io.parley.handoff.desk;

import io.parley.signing.SigningKey;
import io.parley.turn.Settings;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A desk as configured, checked.
 *
 * @param url without a slash at the end
 * @param events with what the desk signs its events; empty if it may send none
 */
record DeskSettings(
        DeskKind kind, String url, String secret, String user, int account, int inbox, Optional<SigningKey> events) {
    static final DeskSettings NONE = new DeskSettings(DeskKind.NONE, "", "", "", 0, 0, Optional.empty());

    /**
     * @param property up to the member, such as {@code parley.desk.}
     * @return empty if nothing is set
     */
    static Optional<DeskSettings> of(String property, DeskConfig.Settings config) {
        Map<String, Optional<String>> set = new LinkedHashMap<>();
        set.put("url", config.url());
        set.put("secret", config.secret());
        set.put("user", config.user());
        set.put("account", number(config.account()));
        set.put("inbox", number(config.inbox()));
        if (config.kind().isEmpty()) {
            set.put(DeskKind.EVENTS_SECRET, config.eventsSecret());
            set.forEach((member, value) ->
                    Settings.require(value.isEmpty(), property + member, "is of no use without " + property + "kind"));
            return Optional.empty();
        }
        DeskKind kind = config.kind().get();
        set.forEach((member, value) -> {
            boolean needed = kind.members().contains(member);
            Settings.require(value.isPresent() || !needed, property + member, "is required of a desk " + kind.wire());
            Settings.require(
                    value.isEmpty() || needed, property + member, "is nothing that a desk " + kind.wire() + " has");
        });
        config.url()
                .ifPresent(url ->
                        Settings.require(Settings.isHttp(url), property + "url", "must be an http or https URL"));
        if (kind == DeskKind.WEBHOOK) {
            webhookKey(property + "secret", config.secret().orElseThrow());
        }
        return Optional.of(new DeskSettings(
                kind,
                config.url().orElse("").replaceAll("/+$", ""),
                config.secret().orElse("").trim(),
                config.user().orElse("").trim(),
                config.account().orElse(0),
                config.inbox().orElse(0),
                events(property, kind, config)));
    }

    private static Optional<SigningKey> events(String property, DeskKind kind, DeskConfig.Settings config) {
        String name = property + DeskKind.EVENTS_SECRET;
        return switch (kind) {
            case CHATWOOT, ZENDESK ->
                config.eventsSecret().map(secret -> {
                    Settings.require(secret.trim().length() >= 16, name, "needs 16 characters");
                    return new SigningKey(secret.trim().getBytes(StandardCharsets.UTF_8));
                });
            case WEBHOOK ->
                Optional.of(config.eventsSecret()
                        .map(secret -> webhookKey(name, secret))
                        .orElseGet(() ->
                                webhookKey(property + "secret", config.secret().orElseThrow())));
            case NONE, FRESHDESK, SLACK -> config.eventsSecret().map(secret -> webhookKey(name, secret));
        };
    }

    /** The complaint never repeats the secret. */
    private static SigningKey webhookKey(String property, String secret) {
        try {
            return SigningKey.of(secret.trim());
        } catch (IllegalArgumentException e) {
            Settings.require(false, property, SigningKey.RULE);
            throw e;
        }
    }

    private static Optional<String> number(OptionalInt number) {
        return number.isPresent() ? Optional.of(Integer.toString(number.getAsInt())) : Optional.empty();
    }
}
