package io.parley.completion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.RedisProcess;
import io.parley.StubModel;
import io.parley.TestServers;
import io.parley.completion.Completion.Answered;
import io.parley.completion.Completion.Call;
import io.parley.completion.Completion.Unanswered;
import io.parley.turn.Deadline;
import io.parley.turn.Language;
import io.parley.turn.Message;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.TokenUsage;
import io.parley.turn.TypedContext;
import io.parley.turn.Visitor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts for the breaker of which endpoint, what is an attempt, and what is booked. */
@QuarkusTest
@TestProfile(CompletionsQuarkusTest.SameNameTwice.class)
@WithTestResource(TestServers.class)
class CompletionsQuarkusTest {
    private static final String FIRST = "openai/gpt-4.1-mini";
    private static final int CONCURRENCY = 2;
    private static final Duration WHOLE = Duration.ofSeconds(9);
    private static final Uni<Void> NEVER = Uni.createFrom().nothing();
    private static StubModel second;

    /** The same model of the same provider at two servers, as with two regions or two accounts. */
    public static class SameNameTwice implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>();
            int port = RedisProcess.freePort();
            config.put("test.second.port", Integer.toString(port));
            config.put("parley.model.api-key", "the-first-key");
            config.put("parley.model.second.name", "gpt-4.1-mini");
            config.put("parley.model.second.url", "http://127.0.0.1:" + port + "/v1");
            config.put("parley.model.second.api-key", "the-second-key");
            config.put("parley.model.concurrency", Integer.toString(CONCURRENCY));
            config.put("parley.model.breaker.requests", "4");
            config.put("parley.model.breaker.failure-ratio", "0.75");
            config.put("parley.model.breaker.delay", "500ms");
            return config;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of();
        }
    }

    @Inject
    Completions completions;

    @Inject
    StubModel model;

    @Inject
    CircuitBreakerMaintenance breakers;

    @ConfigProperty(name = "test.second.port", defaultValue = "0")
    int secondPort;

    @ConfigProperty(name = "quarkus.rest-client.model.connection-pool-size")
    int connections;

    @BeforeEach
    void reset() {
        model.reset();
        if (second == null) {
            second = new StubModel(secondPort);
        }
        second.reset();
        second.answers(StubModel.answer("Says the second.", "other", 0.9, "answer"));
        breakers.resetAll();
    }

    @AfterAll
    static void stopSecond() {
        second.close();
    }

    // --- the endpoint

    @Test
    void secondModelOfTheSameNameIsAskedAtItsOwnUrlWithItsOwnKey() {
        model.behaves((request, response) -> StubModel.status(response, 401));
        assertThat(text(complete(WHOLE, NEVER))).isEqualTo("Says the second.");
        assertThat(model.authorizations()).containsExactly("Bearer the-first-key");
        assertThat(second.authorizations()).containsExactly("Bearer the-second-key");
    }

    @Test
    void secondModelOfTheSameNameHasABreakerOfItsOwnAndNoNameGivesAKeyAway() {
        openTheFirst();
        int asked = model.requests().size();
        Completion completion = complete(WHOLE, NEVER);
        assertThat(text(completion)).isEqualTo("Says the second.");
        assertThat(completion.calls().get(0).error()).isEqualTo(ModelError.CIRCUIT_OPEN);
        assertNothingIsBooked(completion.calls().get(0), 0);
        assertThat(model.requests()).hasSize(asked);
        assertThat(breakers.currentState(FIRST + "/second")).isEqualTo(CircuitBreakerState.CLOSED);
        assertThat(given().get("/q/metrics").asString())
                .contains("method=\"" + FIRST + "\"", "method=\"" + FIRST + "/second\"")
                .doesNotContain("-key", "method=\"http");
    }

    @Test
    void thereAreAsManyConnectionsAsCalls() {
        assertThat(connections).isEqualTo(CONCURRENCY);
    }

    // --- no time

    @Test
    void whoComesTooLateAsksNobodyAndOpensNoBreaker() {
        for (int i = 0; i < 8; i++) {
            Unanswered late = (Unanswered) complete(ModelFault.USEFUL_ATTEMPT.minusMillis(1), NEVER);
            assertThat(late.error()).isEqualTo(ModelError.TIMEOUT);
            assertThat(late.calls()).hasSize(1);
            assertNothingIsBooked(late.calls().get(0), 0);
        }
        assertThat(model.requests()).isEmpty();
        assertThat(second.requests()).isEmpty();
        assertThat(text(complete(WHOLE, NEVER))).isEqualTo("Certainly.");
    }

    @Test
    void firstModelHasAUsefulTimeEvenIfThatLeavesTheSecondNone() {
        Duration useful = ModelFault.USEFUL_ATTEMPT;
        model.behaves((request, response) -> {});
        // By a clock that stands still, three fifths of this are too little.
        Completion completion = await(ask(Deadline.after(useful.plusMillis(100), 0, () -> 0), NEVER));
        assertThat(completion.calls().get(0).took()).isGreaterThanOrEqualTo(useful);
    }

    // --- no place

    @Test
    void callsThatFindNoPlaceDoNotKeepTheBreakerClosed() throws InterruptedException {
        BlockingQueue<HttpServerResponse> held = new LinkedBlockingQueue<>();
        model.behaves((request, response) -> held.add(response));
        for (int round = 0; round < 2; round++) {
            List<CompletableFuture<Completion>> waiting = List.of(asked(), asked());
            List<HttpServerResponse> responses = List.of(taken(held), taken(held));
            for (int i = 0; i < 4; i++) {
                Completion tooMany = complete(WHOLE, NEVER);
                assertThat(tooMany.calls().get(0).error()).isEqualTo(ModelError.OVERLOADED);
                assertNothingIsBooked(tooMany.calls().get(0), 0);
                assertThat(text(tooMany)).isEqualTo("Says the second.");
            }
            responses.forEach(HttpServerResponse::reset);
            waiting.forEach(CompletableFuture::join);
        }
        assertThat(model.requests()).hasSize(4);
        assertThat(breakers.currentState(FIRST)).isEqualTo(CircuitBreakerState.OPEN);
    }

    @Test
    void placesAreGivenBack() {
        for (int i = 0; i < 2 * CONCURRENCY; i++) {
            CompletableFuture<Void> hungUp = new CompletableFuture<>();
            model.behaves((request, response) -> hungUp.complete(null));
            complete(WHOLE, Uni.createFrom().completionStage(hungUp::copy));
        }
        model.reset();
        assertThat(text(complete(WHOLE, NEVER))).isEqualTo("Certainly.");
    }

    // --- nobody waits any more

    @Test
    void whoHangsUpWhileOneCallTriesDoesNotCloseTheBreaker() {
        openTheFirst();
        eventually(() -> breakers.currentState(FIRST) == CircuitBreakerState.HALF_OPEN);
        int asked = model.requests().size();
        CompletableFuture<Void> hungUp = new CompletableFuture<>();
        model.behaves((request, response) -> hungUp.complete(null));
        Completion trial = complete(WHOLE, Uni.createFrom().completionStage(hungUp::copy));
        assertThat(((Unanswered) trial).error()).isEqualTo(ModelError.HUNG_UP);
        assertThat(model.requests()).hasSize(asked + 1);
        assertThat(breakers.currentState(FIRST)).isNotEqualTo(CircuitBreakerState.CLOSED);

        model.reset();
        eventually(() -> text(complete(WHOLE, NEVER)).equals("Certainly."));
        assertThat(breakers.currentState(FIRST)).as("and another one may try").isEqualTo(CircuitBreakerState.CLOSED);
    }

    @Test
    void whoHasHungUpBeforeTheFirstAttemptIsNotAskedFor() {
        Unanswered gone = (Unanswered) complete(WHOLE, Uni.createFrom().voidItem());
        assertThat(gone.error()).isEqualTo(ModelError.HUNG_UP);
        assertThat(gone.calls()).hasSize(1);
        assertNothingIsBooked(gone.calls().get(0), 0);
        assertThat(model.requests()).isEmpty();
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void whoHangsUpBeforeTheRetryIsAskedForNoMore() {
        model.behaves((request, response) -> {
            response.putHeader("Retry-After", "1");
            StubModel.status(response, 429);
        });
        CompletableFuture<Void> hungUp = new CompletableFuture<>();
        // The first attempt no longer minds the caller: it has ended, and the wait begins.
        Uni<Void> watched =
                Uni.createFrom().completionStage(hungUp::copy).onCancellation().invoke(() -> hungUp.complete(null));
        Unanswered gone = (Unanswered) complete(WHOLE, watched);
        assertThat(gone.error()).isEqualTo(ModelError.HUNG_UP);
        assertThat(model.requests()).hasSize(1);
        assertNothingIsBooked(gone.calls().get(0), 1);
        assertThat(second.requests()).isEmpty();
    }

    private static void assertNothingIsBooked(Call call, int attempts) {
        assertThat(call.attempts()).isEqualTo(attempts);
        assertThat(call.usage()).isEqualTo(TokenUsage.NONE);
        assertThat(call.estimated()).isFalse();
    }

    /** Two calls with two attempts each. */
    private void openTheFirst() {
        model.behaves((request, response) -> StubModel.status(response, 500));
        complete(WHOLE, NEVER);
        complete(WHOLE, NEVER);
        assertThat(breakers.currentState(FIRST)).isEqualTo(CircuitBreakerState.OPEN);
    }

    private Completion complete(Duration remaining, Uni<Void> hungUp) {
        return await(ask(Deadline.after(remaining, System.nanoTime(), System::nanoTime), hungUp));
    }

    private CompletableFuture<Completion> asked() {
        return ask(Deadline.after(WHOLE, System.nanoTime(), System::nanoTime), NEVER)
                .subscribeAsCompletionStage();
    }

    private Uni<Completion> ask(Deadline deadline, Uni<Void> hungUp) {
        Message message = new Message(
                SiteId.DEFAULT,
                new SessionId("s1"),
                new MessageId("m1"),
                "Do you ship to Norway?",
                Visitor.UNKNOWN,
                TypedContext.EMPTY,
                Language.EN,
                "digest");
        Question question = new Question(message, Models.STANDARD, List.of(), List.of(), 0, false, Instant.EPOCH);
        return completions.complete(question, deadline, hungUp);
    }

    private static Completion await(Uni<Completion> completion) {
        return completion.await().atMost(Duration.ofSeconds(20));
    }

    private static String text(Completion completion) {
        return completion instanceof Answered answered ? answered.answer().text() : "";
    }

    private static HttpServerResponse taken(BlockingQueue<HttpServerResponse> held) throws InterruptedException {
        HttpServerResponse response = held.poll(20, TimeUnit.SECONDS);
        assertThat(response).isNotNull();
        return response;
    }

    private static void eventually(BooleanSupplier holds) {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("it never came to hold");
            }
            Thread.onSpinWait();
        }
    }
}
