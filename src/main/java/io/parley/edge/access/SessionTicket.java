package io.parley.edge.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.signing.SigningKey;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.Visitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a site's backend hands to a browser, so that its page may call for one session and needs no secret: a JSON Web Token
 * (RFC 7519) signed with HS256 and one of the site's signing secrets. Its claims: {@code aud} the site, {@code sid} the session,
 * {@code sub} the visitor's key, {@code exp} the expiry, at most {@link #LIFETIME_MAX} ahead, and {@code context} the typed context,
 * which a browser must not assert. No webhook signature can pass for it: what a webhook signs holds two dots or more, what
 * a token signs exactly one.
 *
 * @param visitor empty if the ticket names none
 * @param context null if the ticket has none
 */
public record SessionTicket(SiteId site, SessionId session, Optional<String> visitor, JsonNode context) {
    public static final Duration LIFETIME_MAX = Duration.ofHours(1);
    private static final int CHARACTERS_MAX = 6 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @return empty unless one of the site's keys has signed it, it has not expired, and all that it must say is there */
    public static Optional<SessionTicket> read(String token, Sites.Site site, Instant now) {
        String[] part = token.split("\\.", 4);
        if (token.length() > CHARACTERS_MAX || part.length != 3 || !isSigned(part, site.keys())) {
            return Optional.empty();
        }
        try {
            JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(part[0]));
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(part[1]));
            boolean plain = header.path("alg").asText().equals("HS256") && !header.has("crit");
            return plain && isFor(site.id(), claims) && isValidAt(now, claims)
                    ? ticket(site.id(), claims)
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As a site's backend does it. */
    public static String mint(SessionTicket ticket, SigningKey key, Instant expiry) {
        ObjectNode claims = JSON.createObjectNode()
                .put("aud", ticket.site.value())
                .put("sid", ticket.session.value())
                .put("exp", expiry.getEpochSecond());
        ticket.visitor.ifPresent(visitor -> claims.put("sub", visitor));
        if (ticket.context != null) {
            claims.set("context", ticket.context);
        }
        try {
            Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
            String head = base64.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
            String signed = head + '.' + base64.encodeToString(JSON.writeValueAsBytes(claims));
            return signed + '.' + base64.encodeToString(key.code(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always written", e);
        }
    }

    private static boolean isSigned(String[] part, List<SigningKey> keys) {
        byte[] signed = (part[0] + '.' + part[1]).getBytes(StandardCharsets.UTF_8);
        byte[] given = part[2].getBytes(StandardCharsets.UTF_8);
        boolean right = false;
        for (SigningKey key : keys) {
            String code = Base64.getUrlEncoder().withoutPadding().encodeToString(key.code(signed));
            right |= MessageDigest.isEqual(code.getBytes(StandardCharsets.US_ASCII), given);
        }
        return right;
    }

    private static boolean isFor(SiteId site, JsonNode claims) {
        return claims.path("aud").isTextual()
                && SiteId.folded(claims.get("aud").textValue()).equals(SiteId.folded(site.value()));
    }

    private static boolean isValidAt(Instant now, JsonNode claims) {
        JsonNode expiry = claims.path("exp");
        if (!expiry.isIntegralNumber() || !expiry.canConvertToLong()) {
            return false;
        }
        long seconds = expiry.longValue() - now.getEpochSecond();
        return seconds > 0 && seconds <= LIFETIME_MAX.toSeconds();
    }

    private static Optional<SessionTicket> ticket(SiteId site, JsonNode claims) {
        JsonNode session = claims.path("sid");
        JsonNode visitor = claims.path("sub");
        JsonNode context = claims.get("context");
        boolean sound = session.isTextual()
                && SessionId.isValid(session.textValue())
                && (visitor.isMissingNode() || isVisitor(visitor))
                && (context == null || context.isObject());
        return sound
                ? Optional.of(new SessionTicket(
                        site, new SessionId(session.textValue()), Optional.ofNullable(visitor.textValue()), context))
                : Optional.empty();
    }

    private static boolean isVisitor(JsonNode visitor) {
        return visitor.isTextual()
                && !visitor.textValue().isBlank()
                && visitor.textValue().length() <= Visitor.ID_CHARACTERS_MAX
                && visitor.textValue().chars().noneMatch(Character::isISOControl);
    }
}
