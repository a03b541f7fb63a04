package io.parley.chat;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.PackagedServers;
import io.parley.Signed;
import io.parley.StubModel;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing holds a thread while the model thinks. */
@QuarkusIntegrationTest
@WithTestResource(PackagedServers.class)
class WaitingIT {
    private static final int CONVERSATIONS = 1000;
    private static final long THINKING_MILLIS = 2000;
    private static final int THREADS_MAX = 60;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger waitingMost = new AtomicInteger();

    @AfterEach
    void reset() {
        PackagedServers.answer();
    }

    @Test
    void aThousandConversationsWaitWithoutAThreadEach() {
        for (int i = 0; i < 20; i++) {
            ask(50); // a JVM that has never seen a message is not what is in question here
        }
        PackagedServers.model().behaves((request, response) -> {
            waitingMost.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            Vertx.currentContext().owner().setTimer(THINKING_MILLIS, timer -> {
                waiting.decrementAndGet();
                StubModel.json(response, 200, PackagedServers.counted(request));
            });
        });
        long start = System.nanoTime();
        List<String> outcomes = ask(CONVERSATIONS);
        long millis = (System.nanoTime() - start) / 1_000_000;
        int threads = threads();
        System.out.printf(
                "%d conversations, the model takes %d ms: %d ms in all, %d waiting at once, %d threads at the most%n",
                CONVERSATIONS, THINKING_MILLIS, millis, waitingMost.get(), threads);
        assertThat(outcomes.stream().collect(Collectors.groupingBy(o -> o, Collectors.counting())))
                .isEqualTo(Map.of("completion", (long) CONVERSATIONS));
        assertThat(threads).isLessThan(THREADS_MAX);
        assertThat(waitingMost.get()).as("far more than there are threads").isGreaterThan(4 * THREADS_MAX);
    }

    private List<String> ask(int conversations) {
        return IntStream.range(0, conversations).mapToObj(i -> ask()).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private CompletableFuture<String> ask() {
        String id = UUID.randomUUID().toString();
        String body = new JsonObject()
                .put("sessionId", id)
                .put("messageId", id)
                .put("text", "Do you ship to Norway?")
                .encode();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/chat"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        Signed.headers(Signed.SECRET, id, body, Instant.now()).forEach(request::header);
        return client.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(response -> response.statusCode() == 200
                        ? outcome(new JsonObject(response.body()))
                        : "status " + response.statusCode());
    }

    private static String outcome(JsonObject reply) {
        JsonObject fallback = reply.getJsonObject("fallback");
        return fallback == null ? reply.getString("outcome") : fallback.getString("reason");
    }

    /** The most there ever were, as the function itself says. */
    private static int threads() {
        return (int) given().get(PackagedServers.management() + "/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("jvm_threads_peak_threads"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }
}
