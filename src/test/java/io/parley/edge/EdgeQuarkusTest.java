package io.parley.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogLines;
import io.parley.OpenApiContract;
import io.parley.StubModel;
import io.parley.TestServers;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is not a message by the contract ends at the edge: as a problem, without Redis, without the model, without a trace. */
@QuarkusTest
@WithTestResource(TestServers.class)
class EdgeQuarkusTest {
    private static final String MESSAGE =
            "{\"sessionId\":\"edge\",\"messageId\":\"m\",\"text\":\"Hello, is this on?\"}";

    @Inject
    StubModel model;

    @Inject
    RedisDataSource redis;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "[]",
                "\"text\"",
                "null",
                "{}{}",
                "{\"text\":\"a\",\"text\":\"b\"}",
                "{\"visitor\":{\"id\":\"a\",\"id\":\"b\"}}",
                "{\"a\":[[[[[[[[[[1]]]]]]]]]]}",
                "{\"text\":NaN}",
                "{'text':'a'}",
                "{\"text\":\"a\",}",
                "{\"text\":01}",
                "{\"text\":\"\t\"}"
            })
    void malformedJsonIs400(String body) {
        JsonObject problem = refused(body.getBytes(StandardCharsets.UTF_8), "application/json", 400);
        assertThat(problem.getString("type")).isEqualTo("urn:parley:problem:malformed");
    }

    @Test
    void invalidUtf8Is400() {
        byte[] overlong = MESSAGE.replace("Hello", "\u0001").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < overlong.length; i++) {
            if (overlong[i] == 1) {
                overlong[i] = (byte) 0xC0;
            }
        }
        assertThat(refused(overlong, "application/json", 400).getString("detail"))
                .contains("UTF-8");
        assertThat(refused(MESSAGE.getBytes(StandardCharsets.UTF_16), "application/json", 400)
                        .getString("detail"))
                .contains("UTF-8");
    }

    @Test
    void emptyBodyIs400() {
        assertThat(refused(new byte[0], "application/json", 400).getString("detail"))
                .isEqualTo("The body is empty.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json; charset=iso-8859-1", "application/x-www-form-urlencoded"})
    void otherMediaTypesAre415(String type) {
        refused(MESSAGE.getBytes(StandardCharsets.UTF_8), type, 415);
    }

    @Test
    void compressedBodyIs415() {
        Response response = request("application/json")
                .header("Content-Encoding", "gzip")
                .body(MESSAGE)
                .post("/chat");
        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void bodyOverTheLimitIs413() {
        String big = MESSAGE.replace("Hello", "x".repeat(17_000));
        assertThat(refused(big.getBytes(StandardCharsets.UTF_8), "application/json", 413)
                        .getString("detail"))
                .contains("16384");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"})
    void otherMethodsAre405(String method) {
        Response response = given().queryParam("text", "hello").request(method, "/chat");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.header("Allow")).isEqualTo("POST");
        assertThat(response.header("X-Request-Id")).isNotBlank();
        assertThat(model.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/nope", "/chat/", "/chat/x", "/CHAT", "/%63hat/", "/;chat", "/dev", "/index.html", "/"})
    void whateverIsNoFunctionIs404(String path) {
        Response response = given().urlEncodingEnabled(false)
                .contentType("application/json")
                .body(MESSAGE)
                .post(path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.asString()).doesNotContain("chat").doesNotContain("io.");
    }

    @Test
    void anotherSpellingOfThePathPassesTheSameEdge() {
        assertThat(given().urlEncodingEnabled(false).get("//chat").statusCode()).isEqualTo(405);
        Response malformed = given().urlEncodingEnabled(false)
                .contentType("application/json")
                .body("{\"text\":1,\"text\":2}")
                .post("//chat");
        assertThat(malformed.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET * HTTP/1.1\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\n\r\n",
                "GET chat HTTP/1.1\r\n\r\n",
                "GET /%zz HTTP/1.1\r\n\r\n",
                "POST /chat HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /chat HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
            })
    void brokenHttpIsNoFaultOfOurs(String raw) throws Exception {
        try (LogLines log = new LogLines("");
                LogLines turns = new LogLines("parley.turn");
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(5000);
            String request = raw.replaceFirst("\r\n", "\r\nHost: x\r\nConnection: close\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(response).doesNotContain(" 500 ").doesNotContain("Exception");
            post(Map.of()); // by now whatever was to be logged is
            assertThat(log.records()).as("no stack trace").allMatch(r -> r.getThrown() == null);
            assertThat(turns.json().stream().filter(t -> t.getInteger("status") != 200))
                    .as("recorded at most once")
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    /** Where Knative asks whether the function lives; see function.yaml. */
    @Test
    void livenessIsAnsweredOnTheFunctionsOwnPort() {
        Response response = given().get(Liveness.PATH);
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.asString()).isEmpty();
    }

    @Test
    void requestIdIsKeptWhenItIsOne() {
        assertThat(post(Map.of("X-Request-Id", "abc-123_x.y")).header("X-Request-Id"))
                .isEqualTo("abc-123_x.y");
        assertThat(post(Map.of("X-Request-Id", "no spaces please")).header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void siteIsNamedByItsHeader() {
        Response response = post(Map.of("Parley-Site", "shop-2"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(redis.execute("EXISTS", "parley:v1:{shop-2}:session:edge").toInteger())
                .isEqualTo(1);

        Response refused = post(Map.of("Parley-Site", "shop}2:{x"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("Parley-Site").doesNotContain("shop}2");
    }

    @Test
    void refusalsLeaveNothingInRedis() {
        List<String> bodies = List.of("{", "{}", "{\"sessionId\":\"nothing-left\",\"text\":\"x\"}");
        bodies.forEach(body -> request("application/json").body(body).post("/chat"));
        assertThat(redis.execute("KEYS", "*nothing-left*").size()).isZero();
    }

    private Response post(Map<String, String> headers) {
        redis.execute("FLUSHALL");
        return request("application/json").headers(headers).body(MESSAGE).post("/chat");
    }

    private JsonObject refused(byte[] body, String type, int status) {
        model.reset();
        try (LogLines log = new LogLines("");
                LogLines turns = new LogLines("parley.turn")) {
            Response response = request(type).body(body).post("/chat");
            assertThat(response.statusCode()).isEqualTo(status);
            JsonObject problem = new JsonObject(response.asString());
            assertThat(problem.getInteger("status")).isEqualTo(status);
            assertThat(problem.getString("requestId")).isEqualTo(response.header("X-Request-Id"));
            assertThat(response.asString()).doesNotContain("Exception").doesNotContain("io.parley");
            assertThat(turns.json()).hasSize(1);
            assertThat(log.records()).as("no stack trace").allMatch(r -> r.getThrown() == null);
            assertThat(model.requests()).isEmpty();
            return problem;
        }
    }

    private static io.restassured.specification.RequestSpecification request(String type) {
        EncoderConfig plain = EncoderConfig.encoderConfig()
                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                .encodeContentTypeAs("text/plain", io.restassured.http.ContentType.TEXT)
                .encodeContentTypeAs("application/x-www-form-urlencoded", io.restassured.http.ContentType.TEXT);
        return RestAssured.given()
                .config(RestAssuredConfig.config().encoderConfig(plain))
                .filter(new OpenApiContract())
                .header("Content-Type", type);
    }
}
