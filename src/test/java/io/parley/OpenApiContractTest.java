package io.parley;

import static io.parley.OpenApiContract.contract;
import static io.parley.OpenApiContract.differences;
import static io.parley.OpenApiContract.resolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.parley.turn.FallbackReason;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import io.parley.turn.MessageId;
import io.parley.turn.Outcome;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.TypedContext;
import io.parley.turn.Visitor;
import io.restassured.RestAssured;
import io.restassured.builder.ResponseBuilder;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract in itself: sound, true to the enums and limits of the code, and as strict as it says. */
class OpenApiContractTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LEAST = "'sessionId': 's', 'messageId': 'm', 'text': 'Hi'";
    private static final String ANSWER =
            "'reply': 'Hm.', 'sessionId': 's', 'messageId': 'm', 'intent': 'other', 'replayed': false";

    @Test
    void everySchemaIsOne() {
        JsonSchema dialect =
                JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of(SchemaId.V202012));
        List<JsonNode> schemas = new ArrayList<>(contract().findValues("schema"));
        contract().at("/components/schemas").forEach(schemas::add);
        assertThat(schemas)
                .hasSizeGreaterThan(30)
                .allSatisfy(schema -> assertThat(dialect.validate(schema)).isEmpty());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(contract().findValues("$ref"))
                .hasSizeGreaterThan(50)
                .allSatisfy(ref -> assertThat(
                                contract().at(ref.textValue().substring(1)).isMissingNode())
                        .as(ref.textValue())
                        .isFalse());
    }

    /** Media types, headers and parameters have a schema, and examples beside it; schemas have theirs within. */
    @Test
    void everyExampleMatchesItsSchema() {
        List<String> wrong = new ArrayList<>();
        int examples = 0;
        for (JsonNode owner : contract().findParents("schema")) {
            List<JsonNode> values = new ArrayList<>(owner.path("examples").findValues("value"));
            if (owner.has("example")) {
                values.add(owner.get("example"));
            }
            values.forEach(value -> wrong.addAll(differences(owner.get("schema"), value)));
            examples += values.size();
        }
        for (JsonNode schema : contract().at("/components/schemas").findParents("examples")) {
            schema.get("examples").forEach(value -> wrong.addAll(differences(schema, value)));
            examples += schema.get("examples").size();
        }
        assertThat(wrong).isEmpty();
        assertThat(examples).isGreaterThan(20);
    }

    @Test
    void everyAnswerAndEveryProblemHasAnExample() {
        contract()
                .get("paths")
                .forEach(path -> path.at("/post/responses")
                        .forEach(response -> resolved(response)
                                .get("content")
                                .forEach(content -> assertThat(content.has("example") || content.has("examples"))
                                        .isTrue())));
        assertThat(contract().at("/components/responses/Answered").findValuesAsText("outcome"))
                .contains("completion", "fallback", "handoff");
    }

    static Stream<Arguments> enums() {
        return Stream.of(
                Arguments.of(
                        "Outcome",
                        EnumSet.complementOf(EnumSet.of(Outcome.REFUSED, Outcome.ABANDONED, Outcome.FAILED))),
                Arguments.of("Intent", EnumSet.allOf(Intent.class)),
                Arguments.of("FallbackReason", EnumSet.allOf(FallbackReason.class)),
                Arguments.of("HandoffReason", EnumSet.allOf(HandoffReason.class)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("enums")
    void enumsAreThoseOfTheCode(String name, EnumSet<?> values) {
        JsonNode wire = JSON.valueToTree(values);
        assertThat(contract().at("/components/schemas/" + name + "/enum")).isEqualTo(wire);
    }

    @Test
    void everyOutcomeHasItsReply() {
        List<JsonNode> outcomes = new ArrayList<>();
        contract()
                .at("/components/schemas/ChatReply/oneOf")
                .forEach(reply -> outcomes.add(resolved(reply).at("/properties/outcome/const")));
        assertThat(outcomes).containsExactlyElementsOf(contract().at("/components/schemas/Outcome/enum"));
    }

    @Test
    void limitsAreThoseOfTheCode() {
        assertLongest(SessionId.CHARACTERS_MAX, n -> message().put("sessionId", "s".repeat(n)));
        assertLongest(MessageId.CHARACTERS_MAX, n -> message().put("messageId", "m".repeat(n)));
        assertLongest(Message.TEXT_CODE_POINTS_MAX, n -> message().put("text", "t".repeat(n)));
        assertLongest(Message.TEXT_CODE_POINTS_MAX, n -> message().put("text", " \n" + "🙂".repeat(n) + "\t"));
        assertLongest(Visitor.ID_CHARACTERS_MAX, n -> with("visitor", object().put("id", "é".repeat(n))));
        assertLongest(TypedContext.FACTS_MAX, n -> {
            ObjectNode facts = object();
            IntStream.range(0, n).forEach(i -> facts.put("f" + i, "v"));
            return with("context", object().set("facts", facts));
        });
        JsonNode site = contract().at("/components/parameters/Site/schema");
        assertThat(differences(site, object().textNode("s".repeat(SiteId.CHARACTERS_MAX))))
                .isEmpty();
        assertThat(differences(site, object().textNode("s".repeat(SiteId.CHARACTERS_MAX + 1))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{%s}",
                "{%s, 'visitor': null, 'context': null}",
                "{%s, 'visitor': {'id': 'Zoë', 'ip': '2001:db8::7'}}",
                "{%s, 'visitor': {'id': null, 'ip': null}}",
                "{%s, 'context': {'locale': 'zh-Hant-TW', 'plan': null, 'facts': {'a.b-c_1': '3', 'd': null}}}",
                "{%s, 'context': {'plan': {'renewsOn': '2026-12-31'}, 'account': {}, 'order': {'placedOn': null}}}",
                "{%s, 'context': {'order': {'trackingUrl': 'https://track.example.com/10042?lang=en#now'}}}"
            })
    void takesWhatIsRight(String body) {
        assertThat(differences(schema("Message"), json(body.formatted(LEAST)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{'sessionId': 's', 'messageId': 'm'}",
                "{'sessionId': 's', 'messageId': 'm', 'text': 7}",
                "{'sessionId': 's', 'messageId': 'm', 'text': ' \\n\\u200b'}",
                "{'sessionId': 's', 'messageId': 'm', 'text': 'a\\u0007b'}",
                "{'sessionId': 's', 'messageId': 'm', 'text': '\\ud83d'}",
                "{'sessionId': 's s', 'messageId': 'm', 'text': 'Hi'}",
                "{'sessionId': 's', 'messageId': 'm\\n', 'text': 'Hi'}",
                "{%s, 'txt': 'Hi'}",
                "{%s, 'visitor': {'ip': '203.0.113.777'}}",
                "{%s, 'context': {'locale': 'english'}}",
                "{%s, 'context': {'plan': {'renewsOn': '2026-13-01'}}}",
                "{%s, 'context': {'plan': {'name': ''}}}",
                "{%s, 'context': {'plan': {'tier': 'gold'}}}",
                "{%s, 'context': {'account': {'email': 'a\\nb'}}}",
                "{%s, 'context': {'order': {'total': 49.9}}}",
                "{%s, 'context': {'order': {'trackingUrl': 'javascript:alert(1)'}}}",
                "{%s, 'context': {'facts': {'cart items': '3'}}}",
                "{%s, 'context': {'facts': {'cartItems': 3}}}"
            })
    void refusesWhatIsWrong(String body) {
        assertThat(differences(schema("Message"), json(body.formatted(LEAST)))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'outcome': 'completion', %s}",
                "{'outcome': 'completion', 'confidence': 1.1, %s}",
                "{'outcome': 'completion', 'confidence': 0.9, 'fallback': {'reason': 'blocked'}, %s}",
                "{'outcome': 'fallback', %s}",
                "{'outcome': 'fallback', 'confidence': 0.9, 'fallback': {'reason': 'blocked'}, %s}",
                "{'outcome': 'handoff', 'handoff': {'reason': 'intent'}, %s}",
                "{'outcome': 'handoff', 'handoff': {'reason': 'human_owns', 'queue': 'billing'}, %s}",
                "{'outcome': 'refused', %s}"
            })
    void membersOfOneOutcomeAreNotForAnother(String reply) {
        assertThat(differences(schema("ChatReply"), json(reply.formatted(ANSWER))))
                .isNotEmpty();
    }

    @Test
    void onlyItsOwnProblemHasErrors() {
        String errors = ", 'errors': [{'pointer': '#/text', 'detail': 'is required'}]";
        String policies = ", 'violated-policies': ['session']";
        for (int status : new int[] {400, 422, 429}) {
            assertThat(differences(schema("Problem"), json(problem(status, ""))).isEmpty())
                    .isEqualTo(status == 400);
            assertThat(differences(schema("Problem"), json(problem(status, errors)))
                            .isEmpty())
                    .isEqualTo(status == 422);
            assertThat(differences(schema("Problem"), json(problem(status, policies)))
                            .isEmpty())
                    .isEqualTo(status == 429);
        }
    }

    static Stream<Arguments> traffic() {
        String json = "application/json";
        String problems = "application/problem+json";
        String answer = "{'outcome': 'completion', 'confidence': 0.9, %s}".formatted(ANSWER);
        String invalid = problem(422, ", 'errors': [{'pointer': '#/text', 'detail': 'is required'}]");
        String reused = problem(422, ", 'errors': [{'pointer': '#/messageId', 'detail': 'was used before'}]");
        return Stream.of(
                Arguments.of("{%s}", 200, json, answer, ""),
                Arguments.of("{%s}", 200, json + ";charset=UTF-8", answer, ""),
                Arguments.of("{", 400, problems, problem(400, ""), ""),
                Arguments.of("{}", 422, problems, invalid, ""),
                Arguments.of("{%s}", 422, problems, reused, ""),
                Arguments.of("{%s}", 201, json, answer, "the status is not documented"),
                Arguments.of("{%s}", 200, "text/html", answer, "the media type 'text/html' is not documented"),
                Arguments.of("{%s}", 200, json, "", "response "),
                Arguments.of("{%s, 'txt': 'Hi'}", 200, json, answer, "answered, but request "),
                Arguments.of("{%s}", 422, problems, invalid, "refused for its members, but "),
                Arguments.of("{%s}", 409, problems, problem(409, ""), "the header Retry-After is missing"),
                Arguments.of("{%s}", 500, problems, problem(400, ""), "the problem names another status"));
    }

    @ParameterizedTest(name = "{1} {2} to {0}: {4}")
    @MethodSource("traffic")
    void trafficIsHeldToIt(String message, int status, String mediaType, String reply, String difference) {
        Response canned = new ResponseBuilder()
                .setStatusCode(status)
                .setHeader("X-Request-Id", "r")
                .setContentType(mediaType)
                .setBody(reply.replace('\'', '"'))
                .build();
        RequestSpecification request = RestAssured.given()
                .filter(new OpenApiContract())
                .filter((sent, expected, context) -> canned)
                .body(message.formatted(LEAST).replace('\'', '"'));
        if (difference.isEmpty()) {
            assertThat(request.post("/chat").statusCode()).isEqualTo(status);
        } else {
            assertThatThrownBy(() -> request.post("/chat"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("/chat was answered " + status + ", against the contract:\n  " + difference);
        }
        assertThatThrownBy(() -> request.get("/chat")).hasMessageContaining("the status is not documented");
    }

    private static String problem(int status, String members) {
        return "{'type': 'urn:parley:problem:p', 'title': 'T', 'status': %d, 'requestId': 'r'%s}"
                .formatted(status, members);
    }

    private static void assertLongest(int max, Function<Integer, JsonNode> body) {
        assertThat(differences(schema("Message"), body.apply(max))).isEmpty();
        assertThat(differences(schema("Message"), body.apply(max + 1))).isNotEmpty();
    }

    private static JsonNode schema(String name) {
        return object().put("$ref", "#/components/schemas/" + name);
    }

    private static ObjectNode message() {
        return (ObjectNode) json("{" + LEAST + "}");
    }

    private static ObjectNode with(String member, JsonNode value) {
        return message().set(member, value);
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static JsonNode json(String singleQuoted) {
        try {
            return JSON.readTree(singleQuoted.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
