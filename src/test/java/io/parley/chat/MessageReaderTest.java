package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.edge.Caller;
import io.parley.edge.Problem;
import io.parley.edge.Problem.MemberError;
import io.parley.edge.Refusal;
import io.parley.turn.Language;
import io.parley.turn.Message;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.TypedContext;
import io.parley.turn.Visitor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SiteId SITE = new SiteId("shop");
    private static final Caller UNSIGNED = new Caller.Backend(Optional.empty());
    private static final String MINIMAL = "{\"sessionId\":\"5f0c-1\",\"messageId\":\"9b1d_2\",\"text\":\"Hello?\"}";
    private static final String MARKER = "zebra";

    @Test
    void readsTheWholeContract() {
        String body = """
                {
                  "sessionId": "5f0c-1", "messageId": "9b1d_2", "text": "  Where is\\n\\tmy order? ",
                  "visitor": { "id": "visitor 1", "ip": "203.0.113.7" },
                  "context": {
                    "locale": "de-AT",
                    "plan": { "name": "Premium", "status": "active", "renewsOn": "2026-12-01" },
                    "account": { "memberId": "m-1", "name": "Ann", "email": "a@b.org", "memberSince": "2024-05-01" },
                    "order": { "number": "10342", "status": "shipped", "total": "49.90 EUR",
                               "placedOn": "2026-11-18", "trackingUrl": "https://track.example.com/?n=10342#a" },
                    "environment": { "page": "/checkout", "device": "mobile" },
                    "facts": { "cart.items": "3", "a-b_C": "שלום" } } }
                """;
        Message message = read(json(body));

        assertThat(message.session()).isEqualTo(new SessionId("5f0c-1"));
        assertThat(message.id()).isEqualTo(new MessageId("9b1d_2"));
        assertThat(message.text()).isEqualTo("Where is\n\tmy order?");
        assertThat(message.visitor()).isEqualTo(new Visitor(Optional.of("visitor 1"), Optional.of("203.0.113.7")));
        assertThat(message.language()).isEqualTo(Language.DE);
        assertThat(message.digest())
                .as("of the text alone")
                .isEqualTo(read(json("{'sessionId':'s','messageId':'m','text':'Where is\\n\\tmy order?'}"
                                .replace('\'', '"')))
                        .digest())
                .isNotEqualTo(read(json("{'sessionId':'s','messageId':'m','text':'Where?'}".replace('\'', '"')))
                        .digest());
        assertThat(MAPPER.<JsonNode>valueToTree(message.context()))
                .isEqualTo(json(body).get("context"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"visitor\":null,\"context\":null",
                ",\"visitor\":{},\"context\":{}",
                ",\"visitor\":{\"id\":null,\"ip\":null},\"context\":{\"locale\":null,\"facts\":null}",
                ",\"context\":{\"plan\":null,\"account\":null,\"order\":null,\"facts\":{\"a\":null}}",
            })
    void nullAndAbsentOptionalMembersAreTheSame(String members) {
        Message message = read(json(MINIMAL.replace("}", members + "}")));
        assertThat(message.visitor()).isEqualTo(Visitor.UNKNOWN);
        assertThat(message.context()).isEqualTo(TypedContext.EMPTY);
        assertThat(message.language()).isEqualTo(Language.EN);
    }

    @Test
    void nullMembersOfAPartAreKeptAsUnknown() {
        ObjectNode body = with("/context/order/number", "10342");
        body.withObject("/context/order").putNull("status");
        TypedContext context = read(body).context();
        assertThat(context.order()).isEqualTo(new TypedContext.Order("10342", null, null, null, null));
        assertThat(context.plan()).isNull();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    64,  /sessionId /messageId /context/environment/device
                    2000, /text
                    128, /visitor/id /context/plan/name /context/account/memberId /context/account/name
                    64,  /context/plan/status /context/order/number /context/order/status /context/order/total
                    256, /context/account/email /context/facts/a
                    512, /context/order/trackingUrl /context/environment/page
                    """)
    void takesValuesUpToTheirLengthAndNoLonger(int codePointsMax, String pointers) {
        for (String pointer : pointers.split(" ")) {
            assertThat(read(with(pointer, filled(pointer, codePointsMax)))).isNotNull();
            assertRefused(with(pointer, filled(pointer, codePointsMax + 1)), pointer);
        }
    }

    /** Code points count, not UTF-16 units; identifiers and addresses are ASCII by their own rules. */
    private static String filled(String pointer, int codePoints) {
        return switch (pointer) {
            case "/sessionId", "/messageId" -> "x".repeat(codePoints);
            case "/context/order/trackingUrl" -> "https://t.example.com/" + "x".repeat(codePoints - 22);
            default -> "👍".repeat(codePoints);
        };
    }

    @ParameterizedTest
    @MethodSource
    void refusesAValueThatBreaksItsRule(String pointer, String value) {
        assertRefused(with(pointer, value), pointer);
    }

    static Stream<Arguments> refusesAValueThatBreaksItsRule() {
        return Stream.of(
                        broken("/sessionId", "", "zebra zebra", "zebra:1", "zébra", "zebra\n"),
                        broken("/messageId", "", "zebra/1", "zebra{}", "*"),
                        broken("/text", "", "   ", "zebra\u0000", "zebra\r\nzebra", "zebra\u001Bzebra", "zebra\u0085"),
                        broken("/text", "\u200B\u2060", "\u3000\u00A0", "\uFEFF", "\uDB40\uDC00"),
                        broken("/visitor/id", "", " ", "zebra\nzebra"),
                        broken("/visitor/ip", "", "zebra", "203.0.113.256", "fe80::1%zebra", "203.0.113.7, 10.0.0.1"),
                        broken("/context/locale", "", "zebra z", "e", "en-", "zebras-GB", "en-GB\n"),
                        broken("/context/plan/status", "\t", "zebra\u007F"),
                        broken("/context/plan/renewsOn", "zebra", "2026-13-01", "2026-02-30", "2026-1-1", "２０２６-12-01"),
                        broken("/context/account/email", "", "zebra\tzebra"),
                        broken("/context/order/status", "zebra\u2028zebra", "zebra\u2029zebra"),
                        broken("/context/order/placedOn", "zebra", "2025-02-29", "01.05.2024", "0000-00-00"),
                        broken("/context/order/trackingUrl", "", "zebra", "javascript:zebra", "ftp://z", "https://"),
                        broken("/context/order/trackingUrl", "https://z/<b>", "https://a b", "https://z\u0085"),
                        broken("/context/facts/a", "", "zebra\nzebra"))
                .flatMap(rows -> rows);
    }

    private static Stream<Arguments> broken(String pointer, String... values) {
        return Arrays.stream(values).map(value -> Arguments.of(pointer, value));
    }

    @ParameterizedTest
    @CsvSource({"/sessionId", "/messageId", "/text"})
    void refusesAMessageWithoutARequiredMember(String pointer) {
        ObjectNode absent = (ObjectNode) json(MINIMAL);
        absent.remove(pointer.substring(1));
        assertThat(errors(absent)).containsExactly(new MemberError("#" + pointer, "is required"));
        assertThat(errors(with(pointer, json("null")))).isEqualTo(errors(absent));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    string, /sessionId /messageId /text /visitor/id /visitor/ip /context/locale /context/facts/a
                    string, /context/plan/renewsOn /context/account/email /context/order/total /context/environment/page
                    object, /visitor /context /context/plan /context/account /context/order /context/facts
                    """)
    void refusesAValueOfTheWrongType(String type, String pointers) {
        String detail = type.equals("string") ? "must be a string" : "must be an object";
        for (String pointer : pointers.split(" ")) {
            for (String value : List.of("42", "true", "[\"zebra\"]", type.equals("string") ? "{}" : "\"zebra\"")) {
                assertThat(errors(with(pointer, json(value)))).containsExactly(new MemberError("#" + pointer, detail));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/txt", "/SessionId", "/visitor/Id", "/context/language", "/context/plan/renewOn"})
    @CsvSource({"/context/account/mail", "/context/order/totals", "/context/environment/url"})
    void refusesUnknownMembersByName(String pointer) {
        ObjectNode body = with(pointer, MARKER);
        assertRefused(body, pointer);
        assertThat(errors(body).get(0).detail()).startsWith("is not a member of the contract; known here: ");
    }

    @Test
    void nameOfAnUnknownMemberIsEscapedForAUriAndCut() {
        ObjectNode body = (ObjectNode) json(MINIMAL);
        body.put("a/b~c %ü", MARKER);
        body.put("👍".repeat(65), MARKER);
        assertThat(errors(body))
                .extracting(MemberError::pointer)
                .containsExactly("#/a~1b~0c%20%25%C3%BC", "#/" + "%F0%9F%91%8D".repeat(64) + "%E2%80%A6");
    }

    @Test
    void allErrorsAreGatheredAtOnce() {
        JsonNode body = json("""
                {"sesionId":"a","messageId":"a b","text":42,"visitor":{"ip":"zebra"},
                 "context":{"plan":{"renewsOn":"soon"},"order":[],"facts":{"a b":"c","d":1}}}""");
        String pointers =
                "#/sesionId #/sessionId #/messageId #/text #/visitor/ip #/context/plan/renewsOn #/context/order"
                        + " #/context/facts/a%20b #/context/facts/d";
        assertThat(errors(body)).extracting(MemberError::pointer).containsExactlyInAnyOrder(pointers.split(" "));
    }

    @Test
    void listOfErrorsHasAnEnd() {
        ObjectNode body = (ObjectNode) json("{}");
        IntStream.range(0, 1000).forEach(i -> body.put("unknown" + i, "x"));
        assertThat(errors(body)).hasSize(16);
    }

    @Test
    void textMayHaveTwoThousandCodePointsAfterTrimming() {
        String text = "👍".repeat(2000);
        assertThat(read(with("/text", " \n" + text + "\t\u3000")).text()).isEqualTo(text);
        assertThat(errors(with("/text", text + "👍")))
                .containsExactly(new MemberError("#/text", "must have at most 2000 characters"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\ud83d", "\ude00a", "\ude00\ud83d"})
    void refusesHalfOfASurrogatePair(String value) {
        for (String pointer : List.of("/text", "/visitor/id", "/context/facts/a", "/context/order/trackingUrl")) {
            assertThat(errors(with(pointer, value)))
                    .containsExactly(new MemberError("#" + pointer, "holds half of a surrogate pair"));
        }
    }

    @Test
    void takesSixteenFactsInTheOrderGiven() {
        ObjectNode body = (ObjectNode) json(MINIMAL);
        String[] names = new String[TypedContext.FACTS_MAX];
        for (int i = 0; i < names.length; i++) {
            names[i] = "fact" + (names.length - i);
            body.withObject("/context/facts").put(names[i], "x");
        }
        assertThat(read(body).context().facts().keySet()).containsExactly(names);

        body.withObject("/context/facts").put("oneMore", "x");
        assertThat(errors(body)).singleElement().satisfies(error -> {
            assertThat(error.pointer()).startsWith("#/context/facts");
            assertThat(error.detail()).isEqualTo("must have at most 16 members");
        });
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.7, ::ffff:203.0.113.7", "::1, 0:0:0:0:0:0:0:1", "2001:db8::1, 2001:DB8:0:0:0:0:0:1"})
    void spellingsOfOneAddressAreEqual(String one, String other) {
        assertThat(read(with("/visitor/ip", one)).visitor())
                .isEqualTo(read(with("/visitor/ip", other)).visitor());
    }

    @ParameterizedTest
    @CsvSource({"he-IL, HE", "iw, HE", "ja_JP, JA", "en-GB, EN", "pt-BR, ES", "zh-Hant-TW, ES"})
    void languageIsThatOfTheLocaleOrElseTheSites(String locale, Language language) {
        assertThat(MessageReader.read(with("/context/locale", locale), UNSIGNED, SITE, Language.ES)
                        .language())
                .isEqualTo(language);
    }

    private static void assertRefused(JsonNode body, String pointer) {
        assertThat(errors(body)).extracting(MemberError::pointer).containsExactly("#" + pointer);
    }

    /** The errors of the refusal, which never hold anything of the values. */
    private static List<MemberError> errors(JsonNode body) {
        Problem problem = catchThrowableOfType(Refusal.class, () -> read(body)).problem();
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.toString()).doesNotContain(MARKER);
        List<?> errors = (List<?>) problem.members().get("errors");
        return errors.stream().map(MemberError.class::cast).toList();
    }

    private static Message read(JsonNode body) {
        return MessageReader.read(body, UNSIGNED, SITE, Language.EN);
    }

    private static ObjectNode with(String pointer, String value) {
        return with(pointer, MAPPER.getNodeFactory().textNode(value));
    }

    /** The minimal message with one member set, and the objects around it made. */
    private static ObjectNode with(String pointer, JsonNode value) {
        ObjectNode body = (ObjectNode) json(MINIMAL);
        ObjectNode parent = body;
        String[] names = pointer.substring(1).split("/");
        for (String name : Arrays.copyOf(names, names.length - 1)) {
            parent = parent.withObjectProperty(name);
        }
        parent.set(names[names.length - 1], value);
        return body;
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
