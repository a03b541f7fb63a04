package io.parley.dev;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import io.parley.OpenApiContract;
import io.parley.RedisProcess;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code quarkus:dev} offers with nothing installed and nothing configured: the README's examples on the embedded Redis and the demo model. */
@QuarkusTest
@TestProfile(DemoQuarkusTest.NothingConfigured.class)
class DemoQuarkusTest {
    private static final JsonObject ORDER = new JsonObject()
            .put("number", "1001")
            .put("status", "shipped")
            .put("placedOn", "2026-11-18")
            .put("trackingUrl", "https://track.example/1001");

    /** Neither a Redis nor a model: as in dev, but at a port of its own. */
    public static class NothingConfigured implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String port = Integer.toString(RedisProcess.freePort());
            return Map.of(
                    "quarkus.http.test-port",
                    port,
                    "parley.model.demo-url",
                    "http://localhost:" + port + "/dev/openai/v1");
        }
    }

    @Test
    void answersFromTheTypedContextAndRemembers() {
        JsonObject first = answered("s1", "m1", "Where is my order?", ORDER);
        assertThat(first.getString("reply")).isEqualTo("[demo model] Your order 1001 is shipped.");

        JsonObject second = answered("s1", "m2", "And when does it arrive?", ORDER);
        assertThat(second.getString("reply"))
                .isEqualTo("[demo model] Order 1001 was placed on 2026-11-18; its tracking page shows the day of"
                        + " delivery: https://track.example/1001.");
    }

    @Test
    void followUpMeansNothingWithoutMemory() {
        JsonObject reply = answered("s2", "m1", "And when does it arrive?", ORDER);
        assertThat(reply.getDouble("confidence")).isLessThan(0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200, text/html",
        "/velo/dev/page/shop.js, 200, text/javascript",
        "/velo/pages/masterPage.snippet.js, 200, text/javascript",
        "/velo/public/custom-elements/parley-chat.js, 200, text/javascript",
        "/velo/backend/parleyResults.js, 200, text/javascript",
        "/velo/backend/parleyClient.js, 404, application/problem+json",
        "/velo/package.json, 404, application/problem+json",
        "/velo/public/..%2fpackage.json, 404, application/problem+json",
    })
    void servesTheDemoShopAndNothingElse(String path, int status, String type) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(status).contentType(startsWith(type));
    }

    @Test
    void saysWhatItIsMissing() {
        assertThat(answered("s3", "m1", "Where is my order?", new JsonObject()).getString("reply"))
                .isEqualTo("[demo model] What is the number of your order?");
    }

    private static JsonObject answered(String session, String message, String text, JsonObject order) {
        JsonObject body = new JsonObject()
                .put("sessionId", session)
                .put("messageId", message)
                .put("text", text)
                .put("context", new JsonObject().put("order", order));
        return new JsonObject(given().filter(new OpenApiContract())
                .contentType("application/json")
                .body(body.encode())
                .post("/chat")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }
}
