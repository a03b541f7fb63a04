package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    private static final String NOT_ONE_OBJECT = "The body must be one JSON object.";
    private static final String AFTER = "There is something after the JSON object.";
    private static final String TOO_MUCH = "The JSON is nested too deeply, or a name or number in it is too long.";
    private static final String NOT_UTF_8 = "The body is not valid UTF-8.";

    private final ObjectMapper lenient = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @MethodSource
    void takesOneObject(String json) {
        assertThatCode(() -> StrictJson.check(utf8(json))).doesNotThrowAnyException();
    }

    static Stream<String> takesOneObject() {
        return Stream.of(
                "{}",
                " \r\n\t{ } \n",
                "{\"text\":\"Hello?\",\"context\":{\"facts\":{\"a\":\"b\"}},\"n\":null,\"t\":true,\"f\":false}",
                "{\"\":\"\",\"שלום\":\"👍\",\"esc\":\"\\u0000\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00\"}",
                "{\"a\":[0,-0,1.5,-1.5e10,1E-2,123456789012345678901234567890,[],{}]}",
                "{\"a\":{\"x\":1},\"b\":{\"x\":1},\"A\":2}",
                nested(StrictJson.DEPTH_MAX, "{\"a\":", "1", "}"),
                "{\"a\":" + nested(StrictJson.DEPTH_MAX - 1, "[", "", "]") + "}",
                "{\"" + "x".repeat(256) + "\":1}",
                "{\"a\":" + "9".repeat(64) + "}",
                "{\"a\":\"" + "x".repeat(16_000) + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "[{\"zebra\":1}]", "\"zebra\"", "42", "null", "true"})
    void refusesWhatIsNoObject(String json) {
        assertRefused(utf8(json), NOT_ONE_OBJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {\"zebra\":1}", "{}{}", "{}[]", "{} 1", "{}\"zebra\"", "{}\n\nnull"})
    void refusesWhatFollowsTheObject(String json) {
        assertRefused(utf8(json), AFTER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"zebra\":1,\"zebra\":2}",
                "{\"a\":{\"zebra\":1,\"b\":2,\"zebra\":3}}",
                "{\"a\":[{},{\"zebra\":1,\"zebra\":1}]}",
                "{\"zebra\":1,\"\\u007aebra\":2}",
                "{\"\":1,\"\":1}"
            })
    void refusesAMemberNamedTwiceAndSaysWhere(String json) {
        String detail = refusal(utf8(json)).problem().detail();
        assertThat(detail)
                .matches("The JSON names a member twice at line 1, column \\d+\\.")
                .doesNotContain("zebra");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zebra",
                "{zebra",
                "{zebra:1}",
                "{'zebra':1}",
                "{\"a\":zebra}",
                "{\"a\":'zebra'}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":INF}",
                "{\"a\":undefined}",
                "{\"a\":True}",
                "{\"a\":+1}",
                "{\"a\":01}",
                "{\"a\":-01}",
                "{\"a\":00}",
                "{\"a\":.5}",
                "{\"a\":5.}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":0x1F}",
                "{\"a\":1_000}",
                "{/* zebra */}",
                "{} // zebra",
                "{} # zebra",
                "{}zebra",
                "{}}",
                "{},",
                "{\"zebra\"}",
                "{\"zebra\" 1}",
                "{\"a\":1 \"zebra\":2}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\":1]",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":\"zebra",
                "{\"a\":\"zebra\\",
                "{\"a\":{\"zebra\":1}",
                "{\"a\":\"zebra\nzebra\"}",
                "{\"a\":\"zebra\tzebra\"}",
                "{\"a\":\"zebra\u0000\"}",
                "{\"a\":\"\\x41 zebra\"}",
                "{\"a\":\"\\u12G4 zebra\"}",
                "{\"zebra\n\":1}",
                "\uFEFF{\"zebra\":1}",
                "\u00A0{}",
            })
    void refusesMalformedTextAndSaysWhere(String json) {
        String detail = refusal(utf8(json)).problem().detail();
        assertThat(detail)
                .matches("The JSON is malformed at line \\d+, column \\d+\\.")
                .doesNotContain("zebra");
    }

    @Test
    void positionIsThatOfTheMistake() {
        assertThat(refusal(utf8("{\n  \"text\": \"a\",\n  oops: 1\n}"))
                        .problem()
                        .detail())
                .startsWith("The JSON is malformed at line 3, column ");
    }

    @Test
    void refusesMoreThanItsBounds() {
        int tooDeep = StrictJson.DEPTH_MAX + 1;
        assertRefused(utf8(nested(tooDeep, "{\"a\":", "1", "}")), TOO_MUCH);
        assertRefused(utf8("{\"a\":" + nested(tooDeep - 1, "[", "", "]") + "}"), TOO_MUCH);
        assertRefused(utf8("{\"a\":" + "[".repeat(8_000)), TOO_MUCH);
        assertRefused(utf8("{\"" + "x".repeat(257) + "\":1}"), TOO_MUCH);
        assertRefused(utf8("{\"a\":" + "9".repeat(65) + "}"), TOO_MUCH);
        assertRefused(utf8("{\"a\":-0." + "1".repeat(65) + "}"), TOO_MUCH);
    }

    /** The Unicode standard's table of ill-formed sequences, and what other encodings look like. */
    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "80,       continuation byte alone",
        "C3,       cut after the first of two bytes",
        "E282,     cut after the second of three",
        "F09F98,   cut after the third of four",
        "C328,     lead byte without continuation",
        "C080,     NUL in two bytes",
        "C0AF,     slash in two bytes",
        "E080AF,   slash in three bytes",
        "F08080AF, slash in four bytes",
        "EDA080,   high surrogate",
        "EDB080,   low surrogate",
        "EDA0BDEDB880, surrogate pair in six bytes",
        "F4908080, beyond the last code point",
        "F888808080, five bytes",
        "FE,       never a byte of UTF-8",
        "FF,       never a byte of UTF-8",
        "E9,       Latin-1",
    })
    void refusesBytesThatAreNotUtf8(String hex, String name) {
        byte[] bytes = HexFormat.of().parseHex(HexFormat.of().formatHex(utf8("{\"a\":\"")) + hex + "227D");
        assertRefused(bytes, NOT_UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void refusesOtherUnicodeEncodings(String charset) {
        assertThat(refusal("{\"zebra\":\"é\"}".getBytes(Charset.forName(charset)))
                        .problem()
                        .detail())
                .doesNotContain("zebra");
    }

    @Property
    void randomBytesPassAsOneObjectOrAreRefused(@ForAll @Size(max = 200) byte[] bytes) {
        assertPassesAsObjectOrIsRefused(bytes);
    }

    @Property(tries = 3000)
    void nearlyValidTextPassesAsOneObjectOrIsRefused(@ForAll("fragments") List<String> fragments) {
        assertPassesAsObjectOrIsRefused(utf8(String.join("", fragments)));
    }

    @Provide
    Arbitrary<List<String>> fragments() {
        return Arbitraries.of(
                        "{",
                        "{",
                        "}",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"",
                        "\"a\"",
                        "\"b\"",
                        "\"a\":",
                        "\"b\":1",
                        "\"c\":{}",
                        "1",
                        "-",
                        "1.5e3",
                        "1e999999",
                        "null",
                        "true",
                        "\\u12",
                        "\\",
                        " ",
                        "\n",
                        "é",
                        "👍",
                        "\u0000",
                        "NaN",
                        "//",
                        "9".repeat(70))
                .list()
                .ofMaxSize(14)
                .map(middle -> Stream.of(List.of("{"), middle, List.of("}"))
                        .flatMap(List::stream)
                        .toList());
    }

    private void assertPassesAsObjectOrIsRefused(byte[] bytes) {
        try {
            StrictJson.check(bytes);
        } catch (Refusal refusal) {
            assertThat(refusal.problem().status()).isEqualTo(400);
            assertThat(refusal.problem().detail()).isNotBlank();
            return;
        }
        try {
            assertThat(lenient.readTree(bytes).isObject()).isTrue();
        } catch (IOException e) {
            throw new AssertionError("passed, but is no JSON", e);
        }
    }

    private static void assertRefused(byte[] body, String detail) {
        assertThat(refusal(body).problem()).isEqualTo(Problem.malformed(detail));
    }

    private static Refusal refusal(byte[] body) {
        Refusal[] caught = new Refusal[1];
        assertThatThrownBy(() -> StrictJson.check(body))
                .isInstanceOfSatisfying(Refusal.class, refusal -> caught[0] = refusal);
        assertThat(caught[0].problem().status()).isEqualTo(400);
        return caught[0];
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String nested(int depth, String open, String middle, String close) {
        return open.repeat(depth) + middle + close.repeat(depth);
    }
}
