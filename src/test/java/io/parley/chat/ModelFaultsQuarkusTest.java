package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogLines;
import io.parley.StubModel;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which the model fails has an answer, in time, and a line in the ledger that says what it may cost. */
@QuarkusTest
class ModelFaultsQuarkusTest extends ChatQuarkusTest {
    private static final long DEADLINE_MILLIS = 2000;
    private static final int FLOOD_BYTES = 50 << 20;
    private static final Buffer BLANKS = Buffer.buffer(" ".repeat(64 << 10));

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("500", r -> StubModel.status(r, 500), "upstream_unavailable", 2, false),
                fault("503", r -> StubModel.status(r, 503), "upstream_unavailable", 2, false),
                fault("429", r -> StubModel.status(r, 429), "upstream_unavailable", 2, false),
                fault("429, retry far too late", r -> late(r), "upstream_unavailable", 1, false),
                fault("400", r -> StubModel.status(r, 400), "upstream_rejected", 1, false),
                fault("401", r -> StubModel.status(r, 401), "upstream_rejected", 1, false),
                fault("404", r -> StubModel.status(r, 404), "upstream_rejected", 1, false),
                fault("redirect", r -> redirect(r), "upstream_rejected", 1, false),
                fault("hangs", r -> {}, "upstream_timeout", 1, true),
                fault("hangs in the middle", r -> half(r), "upstream_timeout", 1, true),
                fault("resets", r -> reset(r), "upstream_unavailable", 1, true),
                fault("50 MB", r -> flood(r, 200, true), "unusable_answer", 1, true),
                fault("50 MB in chunks", r -> flood(r, 200, false), "unusable_answer", 1, true),
                fault("50 MB of error", r -> flood(r, 500, true), "upstream_unavailable", 2, false),
                fault("50 MB of 429, retry far too late", r -> lateFlood(r), "upstream_unavailable", 1, false),
                fault("50 MB of redirect", r -> flood(r, 302, false), "upstream_rejected", 1, false),
                fault("no JSON", r -> text(r, "<html>no</html>"), "unusable_answer", 1, true),
                fault("JSON of another shape", r -> text(r, "[1,2]"), "unusable_answer", 1, true),
                fault("no choices", r -> text(r, "{}"), "unusable_answer", 1, true),
                fault("empty content", r -> says(r, "", "stop"), "unusable_answer", 1, false),
                fault("cut short", r -> says(r, "{\"answer\": \"It i", "length"), "unusable_answer", 1, false),
                fault("prose", r -> says(r, "Sure! It is on its way.", "stop"), "unusable_answer", 1, false),
                fault("unknown intent", r -> intent(r, "poetry", 0.9), "unusable_answer", 1, false),
                fault("absurd confidence", r -> intent(r, "other", 95), "unusable_answer", 1, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void everyFaultHasItsAnswer(
            String name, Consumer<HttpServerResponse> fault, String reason, int calls, boolean estimated) {
        model.behaves((request, response) -> fault.accept(response));
        try (LogLines ledger = new LogLines("parley.ledger");
                LogLines turns = new LogLines("parley.turn")) {
            long start = System.nanoTime();
            JsonObject reply = answered("Where is my order?");
            long millis = (System.nanoTime() - start) / 1_000_000;

            assertThat(reply.getString("outcome")).isEqualTo("fallback");
            assertThat(reply.getJsonObject("fallback").getString("reason")).isEqualTo(reason);
            assertThat(reply.getString("reply")).isNotBlank().doesNotContain("secret");
            assertThat(model.requests()).hasSize(calls);
            assertThat(millis).as("the one deadline").isLessThan(DEADLINE_MILLIS);

            assertThat(ledger.json()).hasSize(1);
            JsonObject line = ledger.json().get(0);
            assertThat(line.getInteger("attempts")).isEqualTo(calls);
            assertThat(line.getBoolean("estimated")).isEqualTo(estimated);
            assertThat(line.getBoolean("committed")).isTrue();
            assertThat(line.getString("error")).isNotBlank();
            boolean billable = estimated || reason.equals("unusable_answer");
            assertThat(line.getLong("nanoUsd") > 0).as("booked").isEqualTo(billable);
            assertThat(turns.json().get(0).getLong("modelNanoUsd")).isEqualTo(line.getLong("nanoUsd"));
        }
    }

    @Test
    void callIsCancelledUpstreamAtTheDeadline() {
        model.behaves((request, response) -> {});
        answered("Where is my order?");

        assertThat(model.requests()).hasSize(1);
        org.assertj.core.api.Assertions.assertThat(abandonedSoon(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"200, true, 1", "200, false, 1", "500, true, 2", "500, false, 2"})
    void bodyTooLargeIsCutOffUpstream(int status, boolean lengthIsKnown, int calls) {
        List<HttpServerResponse> floods = new CopyOnWriteArrayList<>();
        model.behaves((request, response) -> {
            floods.add(response);
            flood(response, status, lengthIsKnown);
        });
        answered("Where is my order?");

        assertThat(abandonedSoon(calls)).isEqualTo(calls);
        assertThat(floods)
                .hasSize(calls)
                .allSatisfy(f -> assertThat(f.bytesWritten())
                        .as("the limit, and what the sockets hold")
                        .isLessThan(FLOOD_BYTES / 2));
    }

    @Test
    void secondAttemptMayAnswer() {
        model.behaves((request, response) -> {
            if (model.requests().size() == 1) {
                StubModel.status(response, 503);
            } else {
                says(
                        response,
                        StubModel.answer("Here it is.", "other", 0.9, "answer").encode(),
                        "stop");
            }
        });
        assertThat(answered("Where is my order?").getString("reply")).isEqualTo("Here it is.");
    }

    @Test
    void modelThatIsAwayIsReportedAndComesBack() {
        model.close();
        JsonObject reply = answered("Wo ist meine Bestellung?");
        assertThat(reply.getJsonObject("fallback").getString("reason")).isEqualTo("upstream_unavailable");
        assertThat(reply.getString("intent")).isEqualTo("order_status");

        model.open();
        assertThat(answered("Do you ship to Norway?").getString("outcome")).isEqualTo("completion");
    }

    @Test
    void breakerOpensAndThenNoCallIsMade() {
        model.behaves((request, response) -> StubModel.status(response, 500));
        for (int i = 0; i < 5; i++) {
            answered("Question " + i);
        }
        assertThat(model.requests()).hasSize(10);
        try (LogLines ledger = new LogLines("parley.ledger")) {
            JsonObject reply = answered("One more");
            assertThat(reply.getJsonObject("fallback").getString("reason")).isEqualTo("upstream_unavailable");
            assertThat(model.requests()).as("the breaker is open").hasSize(10);
            assertThat(ledger.json()).as("no call, no line").isEmpty();
        }
    }

    @Test
    void ourOwnBadRequestsDoNotOpenTheBreaker() {
        model.behaves((request, response) -> StubModel.status(response, 400));
        for (int i = 0; i < 15; i++) {
            answered("Question " + i);
        }
        assertThat(model.requests()).hasSize(15);
    }

    @Test
    void twoUnusableAnswersInARowHandOff() {
        model.says("no JSON");
        assertThat(answered("What is this?").getString("outcome")).isEqualTo("fallback");
        assertThat(answered("And what is that?").getString("outcome")).isEqualTo("handoff");
    }

    @Test
    void fallbackSpeaksTheVisitorsLanguage() {
        model.close();
        String german = inLocale("de-CH");
        String english = inLocale("en-GB");
        assertThat(german).isNotEqualTo(english);
        assertThat(inLocale("de")).isEqualTo(german);
        assertThat(inLocale("pl-PL")).as("no Polish yet: the site's language").isEqualTo(english);
        assertThat(inLocale("he-IL")).matches(".*[א-ת].*");
    }

    private String inLocale(String locale) {
        return answered(message("?!").put("context", new JsonObject().put("locale", locale)))
                .getString("reply");
    }

    /** The stub learns of a closed connection a moment after we closed it. */
    private int abandonedSoon(int calls) {
        long until = System.nanoTime() + 5_000_000_000L;
        while (model.abandoned() < calls && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return model.abandoned();
    }

    private static Arguments fault(
            String name, Consumer<HttpServerResponse> fault, String reason, int calls, boolean estimated) {
        return Arguments.of(name, fault, reason, calls, estimated);
    }

    private static void late(HttpServerResponse response) {
        response.putHeader("Retry-After", "86400");
        StubModel.status(response, 429);
    }

    private static void lateFlood(HttpServerResponse response) {
        response.putHeader("Retry-After", "86400");
        flood(response, 429, false);
    }

    private static void redirect(HttpServerResponse response) {
        response.putHeader("Location", "http://127.0.0.1:1/").setStatusCode(302).end();
    }

    private static void half(HttpServerResponse response) {
        response.putHeader("Content-Type", "application/json").setChunked(true).write("{\"id\":");
    }

    private static void reset(HttpServerResponse response) {
        response.reset();
    }

    private static void flood(HttpServerResponse response, int status, boolean lengthIsKnown) {
        response.setStatusCode(status).putHeader("Content-Type", "application/json");
        if (lengthIsKnown) {
            response.putHeader("Content-Length", Integer.toString(FLOOD_BYTES));
        } else {
            response.setChunked(true);
        }
        flood(response, FLOOD_BYTES);
    }

    /** As fast as it is read, and not a byte faster: what was written says how much was read. */
    private static void flood(HttpServerResponse response, int bytes) {
        int left = bytes;
        while (left > 0 && !response.closed() && !response.writeQueueFull()) {
            response.write(BLANKS);
            left -= BLANKS.length();
        }
        int rest = left;
        if (rest == 0) {
            response.end();
        } else {
            response.drainHandler(v -> flood(response, rest));
        }
    }

    private static void text(HttpServerResponse response, String body) {
        response.putHeader("Content-Type", "application/json").end(body);
    }

    private static void says(HttpServerResponse response, String content, String finishReason) {
        StubModel.json(response, 200, StubModel.completion(content, finishReason));
    }

    private static void intent(HttpServerResponse response, String intent, double confidence) {
        says(response, StubModel.answer("Hm.", intent, confidence, "answer").encode(), "stop");
    }
}
