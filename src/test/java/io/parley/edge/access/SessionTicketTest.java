package io.parley.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.parley.Signed;
import io.parley.signing.SigningKey;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTicketTest {
    private static final byte[] SECRET = "thirty-two bytes that sign a lot".getBytes(StandardCharsets.US_ASCII);
    private static final SigningKey KEY = new SigningKey(SECRET);
    private static final SigningKey OTHER = new SigningKey(new byte[32]);
    private static final SiteId SHOP = new SiteId("my-shop");
    private static final Sites.Site SITE = new Sites.Site(SHOP, List.of(KEY), Set.of());

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String CLAIMS = "{\"aud\":\"my-shop\",\"sid\":\"s-1\",\"exp\":1800000060}";
    private static final String TOKEN = token(HEADER, CLAIMS);

    @Test
    void readsWhatASiteHasSigned() {
        SessionTicket ticket = read(token(
                        HEADER,
                        "{\"aud\":\"my-shop\",\"sid\":\"s-1\",\"exp\":1800000060,\"sub\":\"v-7\",\"context\":{\"locale\":\"de\"}}"))
                .orElseThrow();
        assertThat(ticket.site()).isEqualTo(SHOP);
        assertThat(ticket.session()).isEqualTo(new SessionId("s-1"));
        assertThat(ticket.visitor()).contains("v-7");
        assertThat(ticket.context().path("locale").textValue()).isEqualTo("de");
    }

    @Test
    void visitorAndContextMayBeMissing() {
        assertThat(read(TOKEN)).contains(new SessionTicket(SHOP, new SessionId("s-1"), Optional.empty(), null));
    }

    @Property
    void readsWhatItMints(
            @ForAll @AlphaChars @NumericChars @StringLength(min = 1, max = 64) String session,
            @ForAll @CharRange(from = '!', to = '\u2FFF') @StringLength(min = 1, max = 128) String visitor,
            @ForAll @IntRange(min = 1, max = 3600) int seconds,
            @ForAll boolean named) {
        Assume.that(visitor.chars().noneMatch(Character::isISOControl) && !visitor.isBlank());
        JsonNode context = named ? JsonNodeFactory.instance.objectNode().put("name", visitor) : null;
        SessionTicket ticket = new SessionTicket(
                SHOP, new SessionId(session), named ? Optional.of(visitor) : Optional.empty(), context);
        assertThat(read(SessionTicket.mint(ticket, KEY, NOW.plusSeconds(seconds))))
                .contains(ticket);
        assertThat(read(SessionTicket.mint(ticket, OTHER, NOW.plusSeconds(seconds))))
                .isEmpty();
    }

    @Test
    void anyOfTheKeysMayHaveSigned() {
        assertThat(read(TOKEN, OTHER, KEY)).isPresent();
        assertThat(read(TOKEN, KEY, OTHER)).isPresent();
        assertThat(read(TOKEN, OTHER)).isEmpty();
        assertThat(read(TOKEN)).isPresent();
        assertThat(SessionTicket.read(TOKEN, new Sites.Site(SHOP, List.of(), Set.of()), NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1,                    true",
        "60,                   true",
        "3599,                 true",
        "3600,                 true",
        "3601,                 false",
        "86400,                false",
        "0,                    false",
        "-1,                   false",
        "-1800000000,          false",
        "-1800000001,          false",
        "9223372035054775807,  false",
        "-9223372036854775808, false",
    })
    void isGoodUntilItExpiresAtMostAnHourAhead(long secondsAhead, boolean good) {
        long expiry = NOW.getEpochSecond() + secondsAhead;
        assertThat(read(claims("exp", Long.toString(expiry))).isPresent()).isEqualTo(good);
    }

    @Test
    void lifetimeIsOneHourAtMost() {
        assertThat(SessionTicket.LIFETIME_MAX).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1800000060\"",
                "1800000060.0",
                "1.80000006e9",
                "1e400",
                "18000000600000000000000",
                "-9223372036854775808",
                "9223372036854775807",
                "null",
                "true",
                "[1800000060]",
                "{}",
                "01800000060",
                "NaN"
            })
    void expiryInAnyOtherFormIsRefused(String expiry) {
        assertThat(read(claims("exp", expiry))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"my-shop\"", "\"my_shop\"", "\"My.Shop\"", "\"MY-SHOP\""})
    void siteIsNamedWithoutRegardToCaseAndSeparators(String site) {
        assertThat(read(claims("aud", site)).orElseThrow().site()).isEqualTo(SHOP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"other\"",
                "\"\"",
                "\"my-shop \"",
                "\"myshop\"",
                "\"my-shop-2\"",
                "[\"my-shop\"]",
                "{\"my-shop\":1}",
                "null",
                "7"
            })
    void ticketForAnotherSiteIsRefused(String site) {
        assertThat(read(claims("aud", site))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"\"}",
                "{\"alg\":null}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"HS384\"}",
                "{\"alg\":\"HS512\"}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"ES256\"}",
                "{\"alg\":\"HS256 \"}",
                "{\"typ\":\"JWT\"}",
                "{}",
                "[]",
                "\"HS256\"",
                "null",
                "",
                "{\"alg\":\"none\",\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"alg\":\"HS256\",\"crit\":null}",
                "{\"alg\":\"HS256\"}{}",
                "{\"alg\":\"HS256\"",
            })
    void headerOfAnotherKindIsRefusedHoweverItIsSigned(String header) {
        assertThat(read(token(header, CLAIMS))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"alg\":\"HS256\"}", "{\"typ\":\"at+jwt\",\"alg\":\"HS256\",\"kid\":\"2\"}"})
    void headerMaySayMore(String header) {
        assertThat(read(token(header, CLAIMS))).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusesClaimsThatAreNotSound(String name, String claims) {
        assertThat(read(token(HEADER, claims))).isEmpty();
    }

    static Stream<Arguments> refusesClaimsThatAreNotSound() {
        String base = CLAIMS.substring(0, CLAIMS.length() - 1);
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("no JSON", "aud=my-shop"),
                Arguments.of("no object", "[" + CLAIMS + "]"),
                Arguments.of("a text", "\"my-shop\""),
                Arguments.of("two objects", CLAIMS + CLAIMS),
                Arguments.of("something behind", CLAIMS + " x"),
                Arguments.of("an end that is missing", base),
                Arguments.of("the site twice", base + ",\"aud\":\"my-shop\"}"),
                Arguments.of("the session twice", base + ",\"sid\":\"s-2\"}"),
                Arguments.of("the expiry twice", base + ",\"exp\":1800000060}"),
                Arguments.of("a duplicate within the context", base + ",\"context\":{\"a\":1,\"a\":2}}"),
                Arguments.of("no site", "{\"sid\":\"s-1\",\"exp\":1800000060}"),
                Arguments.of("no session", "{\"aud\":\"my-shop\",\"exp\":1800000060}"),
                Arguments.of("no expiry", "{\"aud\":\"my-shop\",\"sid\":\"s-1\"}"),
                Arguments.of("a session that is null", session("null")),
                Arguments.of("a session that is empty", session("\"\"")),
                Arguments.of("a session that is a number", session("7")),
                Arguments.of("a session with a blank", session("\"s 1\"")),
                Arguments.of("a session with a colon", session("\"s:1\"")),
                Arguments.of("a session with a line break", session("\"s-1\\n\"")),
                Arguments.of("a session that is too long", session('"' + "s".repeat(65) + '"')),
                Arguments.of("a session of another script", session("\"с-1\"")),
                Arguments.of("a visitor that is null", base + ",\"sub\":null}"),
                Arguments.of("a visitor that is a number", base + ",\"sub\":7}"),
                Arguments.of("a visitor that is empty", base + ",\"sub\":\"\"}"),
                Arguments.of("a visitor that is blank", base + ",\"sub\":\"  \"}"),
                Arguments.of("a visitor with a line break", base + ",\"sub\":\"v\\n7\"}"),
                Arguments.of("a visitor with a NUL", base + ",\"sub\":\"v\\u00007\"}"),
                Arguments.of("a visitor that is too long", base + ",\"sub\":\"" + "v".repeat(129) + "\"}"),
                Arguments.of("a context that is null", base + ",\"context\":null}"),
                Arguments.of("a context that is a list", base + ",\"context\":[]}"),
                Arguments.of("a context that is a text", base + ",\"context\":\"{}\"}"),
                Arguments.of(
                        "a context that is too long", base + ",\"context\":{\"a\":\"" + "x".repeat(6000) + "\"}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void takesClaimsAtTheirLimits(String name, String claims) {
        assertThat(read(token(HEADER, claims))).isPresent();
    }

    static Stream<Arguments> takesClaimsAtTheirLimits() {
        String base = CLAIMS.substring(0, CLAIMS.length() - 1);
        return Stream.of(
                Arguments.of("a session of 64", session('"' + "s".repeat(64) + '"')),
                Arguments.of("a visitor of 128", base + ",\"sub\":\"" + "v".repeat(128) + "\"}"),
                Arguments.of("an empty context", base + ",\"context\":{}}"),
                Arguments.of("a long context", base + ",\"context\":{\"a\":\"" + "x".repeat(4000) + "\"}}"),
                Arguments.of("claims of others", base + ",\"iat\":1,\"iss\":\"shop\",\"jti\":\"1\"}"),
                Arguments.of("blanks", " " + CLAIMS + "\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusesPartsThatAreNotThree(String name, String token) {
        assertThat(read(token)).isEmpty();
    }

    static Stream<Arguments> refusesPartsThatAreNotThree() {
        String[] part = TOKEN.split("\\.");
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("dots alone", ".."),
                Arguments.of("two parts", part[0] + '.' + part[1]),
                Arguments.of("no signature", part[0] + '.' + part[1] + '.'),
                Arguments.of("no header", '.' + part[1] + '.' + part[2]),
                Arguments.of("no claims", part[0] + ".." + part[2]),
                Arguments.of("a dot behind", TOKEN + '.'),
                Arguments.of("dots behind", TOKEN + ".."),
                Arguments.of("a dot before", '.' + TOKEN),
                Arguments.of("four parts", TOKEN + ".x"),
                Arguments.of("the token twice", TOKEN + '.' + TOKEN),
                Arguments.of("a blank behind", TOKEN + ' '),
                Arguments.of("a line break behind", TOKEN + '\n'));
    }

    @Test
    void noOtherSpellingOfTheSignatureServesThoughItMeanTheSameBytes() {
        int last = TOKEN.length() - 1;
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (char c : alphabet.toCharArray()) {
            String changed = TOKEN.substring(0, last) + c;
            assertThat(read(changed).isPresent()).as(changed).isEqualTo(c == TOKEN.charAt(last));
        }
        assertThat(read(TOKEN + '=')).isEmpty();
        assertThat(read(TOKEN + "==")).isEmpty();
    }

    @Test
    void signatureInTheAlphabetThatIsNotForUrlsIsRefused() {
        for (int i = 0; i < 100; i++) {
            String token = token(HEADER, session("\"s-" + i + "\""));
            String signature = token.substring(token.lastIndexOf('.'));
            String standard = signature.replace('-', '+').replace('_', '/');
            assertThat(read(token.replace(signature, standard)).isPresent()).isEqualTo(standard.equals(signature));
        }
    }

    @Property(tries = 3_000)
    void anyChangedInsertedOrRemovedCharacterIsRefused(
            @ForAll @IntRange(max = 1_000_000) int at, @ForAll @CharRange(to = '\u0100') char c, @ForAll int edit) {
        int index = at % TOKEN.length();
        String tail = TOKEN.substring(Math.floorMod(edit, 3) == 0 ? index : index + 1);
        String changed = TOKEN.substring(0, index) + (Math.floorMod(edit, 3) == 1 ? "" : c) + tail;
        Assume.that(!changed.equals(TOKEN));
        assertThat(read(changed)).isEmpty();
    }

    @Property
    void noWebhookSignatureServesForATicket(@ForAll String body, @ForAll boolean open) {
        // The worst that whoever may choose id, time and body could have signed.
        String id = encoded(HEADER.getBytes(StandardCharsets.UTF_8));
        String timestamp = encoded(CLAIMS.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = (open ? "" : body).getBytes(StandardCharsets.UTF_8);
        String secret = "whsec_" + Base64.getEncoder().encodeToString(SECRET);
        String code = Signed.signature(secret, id, timestamp, bytes).substring("v1,".length());
        String signature = code.replace('+', '-').replace('/', '_').replace("=", "");
        String text = new String(bytes, StandardCharsets.UTF_8);

        assertThat(read(id + '.' + timestamp + '.' + signature)).isEmpty();
        assertThat(read(id + '.' + timestamp + '.' + text + '.' + signature)).isEmpty();
        assertThat(read(id + '.' + timestamp + '.' + text + signature)).isEmpty();
        assertThat(read(id + '.' + timestamp + '.' + code)).isEmpty();
    }

    private static Optional<SessionTicket> read(String token) {
        return SessionTicket.read(token, SITE, NOW);
    }

    private static Optional<SessionTicket> read(String token, SigningKey... keys) {
        return SessionTicket.read(token, new Sites.Site(SHOP, List.of(keys), Set.of()), NOW);
    }

    private static String session(String json) {
        return CLAIMS.replace("\"s-1\"", json);
    }

    /** A token whose claims are sound but for one, perhaps. */
    private static String claims(String name, String json) {
        String claims = CLAIMS.replaceAll("\"" + name + "\":(?:\"[^\"]*\"|\\d+)", "\"" + name + "\":" + json);
        return token(HEADER, claims);
    }

    /** By RFC 7515, in code of its own. */
    private static String token(String header, String claims) {
        String signed = encoded(header.getBytes(StandardCharsets.UTF_8))
                + '.'
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            return signed + '.' + encoded(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
