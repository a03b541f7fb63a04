package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogLines;
import io.parley.StubModel;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same message again is never answered, charged or remembered twice. */
@QuarkusTest
class IdempotencyQuarkusTest extends ChatQuarkusTest {
    @Test
    void duplicateMessageReturnsStoredReply() {
        JsonObject message = message("Do you ship to Norway?");
        JsonObject first = answered(message);
        model.answers(StubModel.answer("Something else.", "other", 0.9, "answer"));
        JsonObject again = answered(message);

        assertThat(again.getBoolean("replayed")).isTrue();
        assertThat(again.put("replayed", false)).isEqualTo(first);
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void fiftyAtOnceAreOneCallAndOneCharge() {
        JsonObject message = message("Do you ship to Norway?");
        ExecutorService callers = Executors.newFixedThreadPool(50);
        try (LogLines ledger = new LogLines("parley.ledger")) {
            List<Response> responses = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> post(message), callers))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(model.requests()).hasSize(1);
            assertThat(ledger.json()).hasSize(1);
            assertThat(responses).allSatisfy(r -> assertThat(r.statusCode()).isIn(200, 409));
            assertThat(responses.stream()
                            .filter(r -> r.statusCode() == 200)
                            .map(r -> new JsonObject(r.asString()).getString("reply")))
                    .isNotEmpty()
                    .containsOnly("Certainly.");
            assertThat(responses.stream()
                            .filter(r -> r.statusCode() == 200)
                            .filter(r -> !new JsonObject(r.asString()).getBoolean("replayed")))
                    .hasSize(1);
            assertThat(responses.stream().filter(r -> r.statusCode() == 409).map(r -> r.header("Retry-After")))
                    .allMatch("1"::equals);
        } finally {
            callers.shutdown();
        }
        answered("And to Iceland?");
        assertThat(lastConversation())
                .as("the turn is remembered once")
                .containsExactly("user: Do you ship to Norway?", "assistant: Certainly.", "user: And to Iceland?");
    }

    @Test
    void sameIdWithAnotherTextIsRefusedByName() {
        JsonObject message = message("Do you ship to Norway?");
        answered(message);
        Response response = post(message.copy().put("text", "Do you ship to Sweden?"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(response.asString())
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("pointer"))
                .isEqualTo("#/messageId");
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void messageIsTheSameWhateverTheSiteKnowsByNow() {
        JsonObject message = message("Do you ship to Norway?");
        answered(message);
        JsonObject context = new JsonObject().put("facts", new JsonObject().put("cartItems", "3"));

        assertThat(answered(message.copy().put("context", context)).getBoolean("replayed"))
                .isTrue();
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void replayIsNotForAnotherVisitor() {
        JsonObject message = message("Where is my order?").put("visitor", new JsonObject().put("id", "alice"));
        answered(message);

        for (JsonObject visitor : List.of(new JsonObject().put("id", "mallory"), new JsonObject())) {
            Response response = post(message.copy().put("visitor", visitor));
            assertThat(response.statusCode()).isEqualTo(403);
        }
        assertThat(model.requests()).hasSize(1);
    }
}
