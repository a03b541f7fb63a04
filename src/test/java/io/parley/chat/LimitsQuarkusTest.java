package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits by session and by address. */
@QuarkusTest
class LimitsQuarkusTest extends ChatQuarkusTest {
    @Test
    void twentyOneMessagesAtOnceAreOneTooMany() {
        for (int i = 0; i < 20; i++) {
            Response response = post(message("Question " + i));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.header("RateLimit-Policy")).isEqualTo("\"session\";q=20;w=60");
            assertThat(response.header("RateLimit")).startsWith("\"session\";r=" + (19 - i) + ";t=");
        }
        List<String> before = keys();
        Response refused = post(message("One too many"));

        assertThat(refused.statusCode()).isEqualTo(429);
        JsonObject problem = new JsonObject(refused.asString());
        assertThat(problem.getString("type"))
                .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(problem.getJsonArray("violated-policies").encode()).isEqualTo("[\"session\"]");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 3);
        assertThat(refused.header("RateLimit")).matches("\"session\";r=0;t=[1-3]");
        assertThat(keys()).as("a refusal writes nothing").isEqualTo(before);
        assertThat(model.requests()).hasSize(20);
    }

    @Test
    void oneAddressHasItsLimitWhateverTheSession() {
        String ip = "198.51.100." + (1 + Math.abs(session.hashCode() % 250));
        List<Response> responses = IntStream.range(0, 61)
                .mapToObj(i -> post(message("Question " + i)
                        .put("sessionId", UUID.randomUUID().toString())
                        .put("visitor", new JsonObject().put("ip", ip))))
                .toList();

        // While they are sent, a quota of one a second gives some back: on a busy machine, more than one.
        assertThat(responses.subList(0, 60)).allMatch(r -> r.statusCode() == 200);
        Response last = IntStream.range(0, 300)
                .mapToObj(i -> post(message("Another " + i)
                        .put("sessionId", UUID.randomUUID().toString())
                        .put("visitor", new JsonObject().put("ip", ip))))
                .filter(r -> r.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(new JsonObject(last.asString())
                        .getJsonArray("violated-policies")
                        .encode())
                .isEqualTo("[\"address\"]");
        assertThat(last.header("RateLimit-Policy")).isEqualTo("\"session\";q=20;w=60, \"address\";q=60;w=60");
        assertThat(redis.execute("KEYS", "*" + ip + "*").size())
                .as("addresses are stored as a keyed hash only")
                .isZero();
    }

    private List<String> keys() {
        List<String> keys = new java.util.ArrayList<>();
        redis.execute("KEYS", "*" + session + "*").forEach(k -> keys.add(k.toString()));
        return keys.stream().sorted().toList();
    }
}
