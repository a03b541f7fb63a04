package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogLines;
import io.parley.Sha256;
import io.parley.StubModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis away, hung, restarted: nothing that costs money runs, nobody waits, and it comes back by itself. */
@QuarkusTest
@TestProfile(RedisFaultsQuarkusTest.RealBound.class)
class RedisFaultsQuarkusTest extends ChatQuarkusTest {
    private static final String OPERATOR_KEY = "ann's key, which is random and long";

    /** The bound of production. */
    public static class RealBound implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("parley.redis.timeout", "250ms", "parley.operator-keys", "ann:" + Sha256.hex(OPERATOR_KEY));
        }
    }

    private boolean killed;

    /** What a JVM takes for its first messages is not what is bounded here. */
    @BeforeEach
    void warmUp() {
        for (int i = 0; i < 5; i++) {
            untilBack();
        }
        model.reset();
    }

    @AfterEach
    void bringBack() {
        if (killed) {
            redisProcess.startAgain();
        }
        untilBack();
    }

    @Test
    void whoIsToBeForgottenIsNotSaidToBeWhenRedisIsAway() {
        String body = new JsonObject().put("sessionId", session).encode();
        answered("My card is lost");
        kill();
        try (LogLines audit = new LogLines("parley.audit")) {
            Response refused = forget(body);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(audit.json().get(0).getInteger("status")).isEqualTo(503);
            assertThat(audit.json().get(0).getString("operator")).isEqualTo("ann");
        }
        redisProcess.startAgain();
        killed = false;
        untilBack();
        assertThat(forget(body).statusCode()).isEqualTo(200);
    }

    private static Response forget(String body) {
        return request()
                .header("Authorization", "Bearer " + OPERATOR_KEY)
                .body(body)
                .post("/forget");
    }

    @Test
    void redisAwayIsAStaticReplyWithoutAModelCall() {
        answered("Warm everything up");
        kill();
        JsonObject reply = answered(message("Where is my order?"));
        assertThat(reply.getJsonObject("fallback").getString("reason")).isEqualTo("state_unavailable");
        assertThat(model.requests()).hasSize(1);
        RestAssured.get("/q/health/ready").then().statusCode(503);
        RestAssured.get("/q/health/live").then().statusCode(200);

        restart();
        assertThat(untilBack().getString("outcome")).isEqualTo("completion");
        RestAssured.get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void redisHungIsAStaticReplyWithin300Milliseconds() {
        answered("Warm everything up");
        redisProcess.whileFrozen(() -> {
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                JsonObject reply = timed(message("Where is my order?"), millis);
                assertThat(reply.getJsonObject("fallback").getString("reason")).isEqualTo("state_unavailable");
            }
            assertThat(millis.stream().sorted().toList().get(2))
                    .as("the median of five")
                    .isLessThan(300);
            long start = System.nanoTime();
            RestAssured.get("/q/health/ready").then().statusCode(503);
            assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1000);
        });
        assertThat(model.requests()).hasSize(1);
        assertThat(untilBack().getString("outcome")).isEqualTo("completion");
    }

    @Test
    void answerOutlivesACommitThatFails() {
        model.behaves((request, response) -> {
            kill();
            StubModel.json(
                    response,
                    200,
                    StubModel.completion(
                            StubModel.answer("On Tuesday.", "order_status", 0.9, "answer")
                                    .encode(),
                            "stop"));
        });
        try (LogLines ledger = new LogLines("parley.ledger")) {
            JsonObject reply = answered("When does it arrive?");
            assertThat(reply.getString("reply")).isEqualTo("On Tuesday.");
            assertThat(ledger.json().get(0).getBoolean("committed")).isFalse();
            assertThat(ledger.json().get(0).getLong("nanoUsd")).isPositive();
        }
    }

    @Test
    void personIsNotPromisedWhenTheTicketCannotBeStored() {
        model.behaves((request, response) -> {
            kill();
            StubModel.json(
                    response,
                    200,
                    StubModel.completion(
                            StubModel.answer("A colleague must look.", "refund", 0.9, "handoff")
                                    .encode(),
                            "stop"));
        });
        assertThat(answered("My parcel was stolen").getJsonObject("fallback").getString("reason"))
                .isEqualTo("state_unavailable");
    }

    @Test
    void restartUnderLoadGivesNoErrorAndNoHang() throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        AtomicBoolean running = new AtomicBoolean(true);
        Semaphore answers = new Semaphore(0);
        try {
            List<CompletableFuture<List<Integer>>> loads = IntStream.range(0, 8)
                    .mapToObj(caller -> CompletableFuture.supplyAsync(() -> load(caller, running, answers), callers))
                    .toList();
            for (int i = 0; i < 3; i++) {
                untilBack();
                untilMore(answers);
                redisProcess.kill();
                answered(message("Anybody there?"));
                untilMore(answers);
                redisProcess.startAgain();
            }
            untilBack();
            untilMore(answers);
            running.set(false);
            List<Integer> statuses =
                    loads.stream().flatMap(l -> l.join().stream()).toList();
            assertThat(statuses).allMatch(status -> status == 200 || status == 429);
        } finally {
            running.set(false);
            callers.shutdown();
        }
    }

    private static void untilMore(Semaphore answers) throws InterruptedException {
        answers.drainPermits();
        assertThat(answers.tryAcquire(40, 20, TimeUnit.SECONDS)).isTrue();
    }

    private List<Integer> load(int caller, AtomicBoolean running, Semaphore answers) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; running.get(); i++) {
            JsonObject message = new JsonObject()
                    .put("sessionId", session + "-" + caller + "-" + i / 10)
                    .put("messageId", "m" + i)
                    .put("text", "Question " + i);
            long start = System.nanoTime();
            Response response = post(message);
            statuses.add(response.statusCode());
            assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(2000);
            answers.release();
        }
        return statuses;
    }

    /** What an answer takes when Redis does not answer, by the function's own record. */
    private JsonObject timed(JsonObject message, List<Double> millis) {
        try (LogLines turns = new LogLines("parley.turn")) {
            JsonObject reply = answered(message);
            millis.add(turns.json().get(0).getDouble("totalMs"));
            return reply;
        }
    }

    /** Messages until the state is there again; the client's pool may hold a dead connection for a moment. */
    private JsonObject untilBack() {
        long until = System.nanoTime() + 5_000_000_000L;
        JsonObject reply;
        do {
            reply = answered(message("Are you back?").put("sessionId", session + "-" + System.nanoTime()));
        } while (reply.containsKey("fallback")
                && reply.getJsonObject("fallback").getString("reason").equals("state_unavailable")
                && System.nanoTime() < until);
        return reply;
    }

    private synchronized void kill() {
        if (!killed) {
            redisProcess.kill();
            killed = true;
        }
    }

    private void restart() {
        redisProcess.startAgain();
        killed = false;
    }
}
