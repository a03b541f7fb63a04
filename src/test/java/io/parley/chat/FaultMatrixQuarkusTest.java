package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogLines;
import io.parley.StubModel;
import io.parley.chat.FaultMatrix.Row;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which the model fails has an answer, in time, and a line in the ledger that says what it may cost. */
@QuarkusTest
@TestProfile(FaultMatrixQuarkusTest.Patient.class)
class FaultMatrixQuarkusTest extends ChatQuarkusTest {
    private static final long DEADLINE_MILLIS = 3500;
    private static final FaultMatrix MATRIX = new FaultMatrix();

    private static final String NOTHING = "nothing";
    private static final String ESTIMATE = "estimate";
    private static final String AS_BILLED = "as billed";

    /** Time enough for a wait that the server asks for, and one call at a time: no fault may keep its place. */
    public static class Patient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("parley.deadline", DEADLINE_MILLIS + "ms", "parley.model.concurrency", "1");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of();
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                unavailable("resets the connection", 1, ESTIMATE, Faults::reset),
                unavailable("resets it in the middle of the body", 1, ESTIMATE, Faults::resetInTheMiddle),
                fault("says nothing", "upstream_timeout", 1, ESTIMATE, r -> {}),
                fault("falls silent in the middle of the body", "upstream_timeout", 1, ESTIMATE, Faults::half),
                fault("drips a byte a second", "upstream_timeout", 1, ESTIMATE, Faults::drip),
                rejected(400),
                rejected(401),
                rejected(403),
                rejected(404),
                fault("408", "upstream_timeout", 1, ESTIMATE, r -> StubModel.status(r, 408)),
                rejected(409),
                rejected(413),
                rejected(422),
                fault("redirect", "upstream_rejected", 1, NOTHING, Faults::redirect),
                unavailable("429", 2, NOTHING, r -> StubModel.status(r, 429)),
                unavailable("429, `Retry-After: 1`", 2, NOTHING, r -> Faults.retryAfter(r, "1")),
                unavailable(
                        "429, `Retry-After` a date one second on", 2, NOTHING, r -> Faults.retryAfter(dated(r), in(1))),
                unavailable("429, `Retry-After: 3600`", 1, NOTHING, r -> Faults.retryAfter(r, "3600")),
                unavailable(
                        "429, `Retry-After` a date next year",
                        1,
                        NOTHING,
                        r -> Faults.retryAfter(dated(r), in(31_536_000))),
                unavailable(
                        "429, `Retry-After` a date last year",
                        2,
                        NOTHING,
                        r -> Faults.retryAfter(dated(r), in(-31_536_000))),
                unavailable("429, `Retry-After` of 20 digits", 1, NOTHING, r -> Faults.retryAfter(r, "9".repeat(20))),
                unavailable("429, `Retry-After: -1`", 2, NOTHING, r -> Faults.retryAfter(r, "-1")),
                unavailable("429, `Retry-After: soon`", 2, NOTHING, r -> Faults.retryAfter(r, "soon")),
                unavailable("500", 2, NOTHING, r -> StubModel.status(r, 500)),
                unavailable("502", 2, NOTHING, r -> StubModel.status(r, 502)),
                unavailable("503", 2, NOTHING, r -> StubModel.status(r, 503)),
                unavailable("504", 2, NOTHING, r -> StubModel.status(r, 504)),
                unavailable("500 with 50 MB", 2, NOTHING, r -> Faults.flood(r, 500, false)),
                unusable("50 MB", ESTIMATE, r -> Faults.flood(r, 200, true)),
                unusable("50 MB in chunks", ESTIMATE, r -> Faults.flood(r, 200, false)),
                unusable("HTML", ESTIMATE, r -> Faults.text(r, "text/html", "<html>no</html>")),
                unusable("no JSON", ESTIMATE, r -> Faults.text(r, "application/json", "<html>no</html>")),
                unusable("half a JSON", ESTIMATE, r -> Faults.text(r, "application/json", "{\"choices\":[")),
                unusable("JSON of another shape", ESTIMATE, r -> Faults.text(r, "application/json", "[1,2]")),
                unusable("JSON without choices", ESTIMATE, r -> Faults.text(r, "application/json", "{}")),
                unusable("an empty body", ESTIMATE, r -> Faults.text(r, "application/json", "")),
                unusable("gzip, which nobody asked for", ESTIMATE, Faults::gzip),
                unusable("empty content", AS_BILLED, r -> Faults.says(r, "", "stop")),
                unusable("`finish_reason: length`", AS_BILLED, r -> Faults.says(r, "{\"answer\": \"It i", "length")),
                unusable("`finish_reason: content_filter`", AS_BILLED, r -> Faults.says(r, "{}", "content_filter")),
                unusable("a refusal", AS_BILLED, Faults::refuses),
                unusable("prose", AS_BILLED, r -> Faults.says(r, "Sure! It is on its way.", "stop")),
                unusable("an answer against the schema", AS_BILLED, r -> Faults.says(r, "{\"answer\":\"Hi\"}", "stop")),
                unusable("an unknown intent", AS_BILLED, r -> Faults.answers(r, "Hm.", "poetry", 0.9)),
                unusable("a confidence of 95", AS_BILLED, r -> Faults.answers(r, "Hm.", "other", 95)),
                unusable(
                        "an answer of 3,000 characters",
                        AS_BILLED,
                        r -> Faults.answers(r, "Hm. ".repeat(750), "other", 0.9)),
                unusable(
                        "an answer of 9,000 characters",
                        AS_BILLED,
                        r -> Faults.answers(r, "Hm. ".repeat(2250), "other", 0.9)),
                unusable(
                        "an answer in another language",
                        AS_BILLED,
                        r -> Faults.answers(
                                r, "Wir haben das nicht, und ich kann Ihnen auch nichts dazu sagen.", "other", 0.9)),
                fault(
                        "an answer with a foreign link",
                        "blocked",
                        1,
                        AS_BILLED,
                        r -> Faults.answers(r, "See https://evil.example/login.", "other", 0.9)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void everyFaultHasItsAnswer(String name, Row row, Consumer<HttpServerResponse> fault) {
        model.behaves((request, response) -> fault.accept(response));
        MATRIX.check(row, () -> answered("Where is my order, please? I have waited for it."), DEADLINE_MILLIS);
        assertThat(model.requests()).hasSize(row.calls());
    }

    @Test
    void refusedConnection() {
        model.close();
        MATRIX.check(
                new Row("refuses the connection", "upstream_unavailable", 2, NOTHING),
                () -> answered("Where is my order?"),
                DEADLINE_MILLIS);
    }

    @Test
    void oneCallTooManyIsNotMade() {
        CompletableFuture<HttpServerResponse> asked = new CompletableFuture<>();
        model.behaves((request, response) -> asked.complete(response));
        try (LogLines ledger = new LogLines("parley.ledger");
                LogLines turns = new LogLines("parley.turn")) {
            JsonObject message = message("Do you ship to Norway?").put("sessionId", "waits-" + session);
            CompletableFuture<JsonObject> waiting = CompletableFuture.supplyAsync(() -> answered(message));
            HttpServerResponse response = asked.join();
            JsonObject last = answered(message("And to Iceland?").put("sessionId", "refused-" + session));
            assertThat(last.getJsonObject("fallback").getString("reason")).isEqualTo("upstream_unavailable");
            assertThat(turns.json().get(0).getString("error.type")).isEqualTo("overloaded");
            assertThat(ledger.json()).as("no call, no line").isEmpty();
            assertThat(model.requests()).hasSize(1);

            Faults.answers(response, "Yes.", "other", 0.9);
            assertThat(waiting.join().getString("outcome")).isEqualTo("completion");
        }
        model.answers(StubModel.answer("Yes.", "other", 0.9, "answer"));
        assertThat(answered("And to Iceland?").getString("outcome"))
                .as("its place is free again")
                .isEqualTo("completion");
    }

    @AfterAll
    static void print() {
        MATRIX.print();
    }

    private static HttpServerResponse dated(HttpServerResponse response) {
        return response.putHeader("Date", in(0));
    }

    private static String in(long seconds) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.parse("2026-10-21T07:28:00Z").plusSeconds(seconds).atZone(ZoneOffset.UTC));
    }

    private static Arguments rejected(int status) {
        return fault(Integer.toString(status), "upstream_rejected", 1, NOTHING, r -> StubModel.status(r, status));
    }

    private static Arguments unavailable(String name, int calls, String booked, Consumer<HttpServerResponse> fault) {
        return fault(name, "upstream_unavailable", calls, booked, fault);
    }

    private static Arguments unusable(String name, String booked, Consumer<HttpServerResponse> fault) {
        return fault(name, "unusable_answer", 1, booked, fault);
    }

    private static Arguments fault(
            String name, String reason, int calls, String booked, Consumer<HttpServerResponse> fault) {
        return Arguments.of(name, new Row(name, reason, calls, booked), fault);
    }
}
