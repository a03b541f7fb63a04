package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogLines;
import io.parley.StubModel;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which the model fails has an answer, in time, and a line in the ledger that says what it may cost. */
@QuarkusTest
class ModelFaultsQuarkusTest extends ChatQuarkusTest {

    @Test
    void callIsCancelledUpstreamAtTheDeadline() {
        model.behaves((request, response) -> {});
        answered("Where is my order?");

        assertThat(model.requests()).hasSize(1);
        assertThat(abandonedSoon(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"200, true, 1", "200, false, 1", "500, true, 2", "500, false, 2"})
    void bodyTooLargeIsCutOffUpstream(int status, boolean lengthIsKnown, int calls) {
        List<HttpServerResponse> floods = new CopyOnWriteArrayList<>();
        model.behaves((request, response) -> {
            floods.add(response);
            Faults.flood(response, status, lengthIsKnown);
        });
        answered("Where is my order?");

        assertThat(abandonedSoon(calls)).isEqualTo(calls);
        assertThat(floods)
                .hasSize(calls)
                .allSatisfy(f -> assertThat(f.bytesWritten())
                        .as("the limit, and what the sockets hold")
                        .isLessThan(Faults.FLOOD_BYTES / 2));
    }

    @Test
    void secondAttemptMayAnswer() {
        model.behaves((request, response) -> {
            if (model.requests().size() == 1) {
                StubModel.status(response, 503);
            } else {
                Faults.says(
                        response,
                        StubModel.answer("Here it is.", "other", 0.9, "answer").encode(),
                        "stop");
            }
        });
        assertThat(answered("Where is my order?").getString("reply")).isEqualTo("Here it is.");
        assertThat(model.requests().get(1))
                .as("the same is asked again")
                .isEqualTo(model.requests().get(0));
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
}
