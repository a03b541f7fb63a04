package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.signing.SigningKey;
import io.parley.signing.Webhook;
import io.parley.turn.SiteId;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What comes from desks: who has signed it, and what it says. */
@Singleton
public class DeskEvents {
    private static final Duration TOLERANCE = Webhook.TOLERANCE;

    /** Checked where there is no key, so that it takes the same time. Nobody knows it, for nothing that it signs is believed. */
    private static final SigningKey NOBODY = new SigningKey(new byte[32]);

    private final Desks desks;

    DeskEvents(Desks desks) {
        this.desks = desks;
    }

    /** What a body says, in our terms. */
    public sealed interface Translated {}

    public record Event(DeskEvent event) implements Translated {}

    /** Something else that happened at the desk. */
    public record Ignored() implements Translated {}

    public record Wrong(List<Fault> faults) implements Translated {}

    /** @param pointer JSON Pointer of the member as a URI fragment */
    public record Fault(String pointer, String detail) {}

    /** A desk that has proven to be one. */
    public final class Authentic {
        private final SiteId site;
        private final DeskKind kind;
        /** Whose secret has signed, in whichever settings it stands; empty where nothing needs to be signed. */
        private final List<SigningKey> keys;

        private Authentic(SiteId site, DeskKind kind, List<SigningKey> keys) {
            this.site = site;
            this.kind = kind;
            this.keys = keys;
        }

        /** Whether tickets of the queue are this desk's. */
        public boolean isOf(String queue) {
            return keys.isEmpty()
                    || desks.settings(site, queue)
                            .events()
                            .filter(keys::contains)
                            .isPresent();
        }

        public Translated translate(JsonNode body) {
            return switch (kind) {
                case CHATWOOT -> ChatwootEvents.translate(body);
                case ZENDESK -> ZendeskEvents.translate(body);
                case NONE, WEBHOOK, FRESHDESK, SLACK -> OwnEvents.translate(body);
            };
        }
    }

    /** Whether no desk of the site can sign anything. */
    public boolean isOpen(SiteId site) {
        return desks.of(site).stream().allMatch(desk -> desk.events().isEmpty());
    }

    /** Whoever it is, for where nothing is signed. */
    public Authentic unsigned(SiteId site) {
        return new Authentic(site, DeskKind.NONE, List.of());
    }

    /** @param header by name; null where there is none */
    public Optional<Authentic> authentic(SiteId site, UnaryOperator<String> header, byte[] body, Instant now) {
        isSigned(DeskKind.WEBHOOK, NOBODY, header, body, now);
        List<DeskSettings> signers = desks.of(site).stream()
                .filter(desk -> desk.events().isPresent()
                        && isSigned(desk.kind(), desk.events().get(), header, body, now))
                .toList();
        return signers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Authentic(
                        site,
                        signers.get(0).kind(),
                        signers.stream().flatMap(desk -> desk.events().stream()).toList()));
    }

    private static boolean isSigned(
            DeskKind kind, SigningKey key, UnaryOperator<String> header, byte[] body, Instant now) {
        return switch (kind) {
            case CHATWOOT -> isSignedByChatwoot(key, header, body, now);
            case ZENDESK -> isSignedByZendesk(key, header, body, now);
            case NONE, WEBHOOK, FRESHDESK, SLACK -> isSignedAsWebhook(key, header, body, now);
        };
    }

    private static boolean isSignedAsWebhook(SigningKey key, UnaryOperator<String> header, byte[] body, Instant now) {
        Webhook webhook =
                new Webhook(of(header, "webhook-id"), of(header, "webhook-timestamp"), of(header, "webhook-signature"));
        boolean signed = webhook.isSignedBy(List.of(key), body);
        return signed && webhook.isFresh(now);
    }

    /** In hexadecimal, over the time in seconds, a dot and the body. */
    private static boolean isSignedByChatwoot(SigningKey key, UnaryOperator<String> header, byte[] body, Instant now) {
        String timestamp = of(header, "X-Chatwoot-Timestamp");
        String code = "sha256=" + HexFormat.of().formatHex(key.code(bytes(timestamp + '.'), body));
        boolean fresh =
                timestamp.matches("\\d{1,12}") && isFresh(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
        return isEqual(code, of(header, "X-Chatwoot-Signature")) && fresh;
    }

    /** In base64, over the time as it stands and the body. */
    private static boolean isSignedByZendesk(SigningKey key, UnaryOperator<String> header, byte[] body, Instant now) {
        String timestamp = of(header, "X-Zendesk-Webhook-Signature-Timestamp");
        String code = Base64.getEncoder().encodeToString(key.code(bytes(timestamp), body));
        boolean equal = isEqual(code, of(header, "X-Zendesk-Webhook-Signature"));
        try {
            return equal && isFresh(OffsetDateTime.parse(timestamp).toInstant(), now);
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isFresh(Instant signed, Instant now) {
        return Duration.between(signed, now).abs().compareTo(TOLERANCE) <= 0;
    }

    private static boolean isEqual(String a, String b) {
        return MessageDigest.isEqual(bytes(a), bytes(b));
    }

    private static String of(UnaryOperator<String> header, String name) {
        String value = header.apply(name);
        return value == null ? "" : value;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
