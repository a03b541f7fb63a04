package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.parley.LogLines;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** One turn record an invocation, one ledger line a model call, and no text in either. */
@QuarkusTest
class RecordsQuarkusTest extends ChatQuarkusTest {
    @Test
    void completionIsRecordedAndBooked() {
        try (LogLines turns = new LogLines("parley.turn");
                LogLines ledger = new LogLines("parley.ledger")) {
            answered(message("Where is my secret order?")
                    .put("visitor", new JsonObject().put("id", "alice-7").put("ip", "192.0.2.77")));

            assertThat(turns.json()).hasSize(1);
            JsonObject turn = turns.json().get(0);
            assertThat(turn.getString("outcome")).isEqualTo("completion");
            assertThat(turn.getInteger("status")).isEqualTo(200);
            assertThat(turn.getString("site")).isEqualTo("default");
            assertThat(turn.getBoolean("first")).isTrue();
            assertThat(turn.getDouble("confidence")).isEqualTo(0.9);
            assertThat(turn.getString("promptVersion")).startsWith("support-");
            assertThat(Instant.parse(turn.getString("time"))).isBefore(Instant.now());
            assertThat(turn.getLong("gen_ai.usage.input_tokens")).isEqualTo(100);
            assertThat(turn.getLong("gen_ai.usage.cache_read.input_tokens")).isEqualTo(40);
            assertThat(turn.getLong("gen_ai.usage.output_tokens")).isEqualTo(20);
            assertThat(turn.getLong("computeNanoUsd")).isPositive();
            assertThat(turn.getJsonObject("stepMs").fieldNames())
                    .containsExactly(
                            "edge",
                            "validate",
                            "guard",
                            "admit",
                            "triage",
                            "ground",
                            "complete",
                            "decide",
                            "commit",
                            "deliver");
            assertThat(turn.getJsonObject("stepMs").stream()
                            .mapToDouble(step -> (double) step.getValue())
                            .sum())
                    .as("the steps make the whole, but for rounding")
                    .isCloseTo(turn.getDouble("totalMs"), within(0.02));

            JsonObject line = ledger.json().get(0);
            assertThat(line.getLong("nanoUsd"))
                    .as("60 · 400 + 40 · 100 + 20 · 1600")
                    .isEqualTo(60_000);
            assertThat(turn.getLong("modelNanoUsd")).isEqualTo(60_000);
            assertThat(line.getString("requestId")).isEqualTo(turn.getString("requestId"));
            assertThat(line.getBoolean("committed")).isTrue();
            assertThat(line.getBoolean("estimated")).isFalse();
            assertThat(line.getString("session")).isEqualTo(turn.getString("gen_ai.conversation.id"));
            assertThat(turn.encode() + line.encode())
                    .doesNotContain("secret")
                    .doesNotContain("alice")
                    .doesNotContain("192.0.2")
                    .doesNotContain(session);
        }
    }

    @Test
    void refusalsAreRecordedOnceWhereverTheyHappen() {
        try (LogLines turns = new LogLines("parley.turn");
                LogLines ledger = new LogLines("parley.ledger")) {
            request()
                    .header("X-Request-Id", "edge-1")
                    .body("{")
                    .post("/chat")
                    .then()
                    .statusCode(400);
            request()
                    .header("X-Request-Id", "members-1")
                    .body("{}")
                    .post("/chat")
                    .then()
                    .statusCode(422);
            request().header("X-Request-Id", "method-1").get("/chat").then().statusCode(405);

            assertThat(turns.json()).hasSize(3);
            assertThat(turns.json().stream()
                            .map(t -> t.getString("requestId") + " " + t.getInteger("status") + " "
                                    + t.getString("outcome") + " " + t.getString("reason")))
                    .containsExactly(
                            "edge-1 400 refused malformed",
                            "members-1 422 refused invalid-members",
                            "method-1 405 refused method-not-allowed");
            assertThat(ledger.json()).isEmpty();
        }
    }

    @Test
    void metricsCarryNoIdentifiers() {
        answered("Where is my order?");
        String metrics = RestAssured.get("/q/metrics").asString();

        assertThat(metrics)
                .contains("parley_turns_total{intent=\"order_status\",outcome=\"completion\",reason=\"none\"}")
                .contains("gen_ai_client_operation_duration_seconds_bucket{error_type=\"none\"")
                .contains("gen_ai_client_token_usage_bucket{")
                .contains("gen_ai_token_type=\"input\"")
                .contains("parley_turn_duration_seconds_count{step=\"admit\"}")
                .doesNotContain(session);
    }
}
