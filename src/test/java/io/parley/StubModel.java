package io.parley;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** An OpenAI-compatible server that does what a test tells it, and remembers what it was asked. */
public final class StubModel {
    public static final String PATH = "/v1/chat/completions";

    /** Its own, so that nothing of it shows in the metrics of the function. */
    private final Vertx vertx = Vertx.vertx();

    private final int port;
    private final HttpServerOptions options;
    private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile BiConsumer<JsonObject, HttpServerResponse> behaviour;
    private HttpServer server;

    public StubModel(int port) {
        this(port, new HttpServerOptions());
    }

    private StubModel(int port, HttpServerOptions options) {
        this.port = port;
        this.options = options;
        reset();
    }

    /** One that speaks TLS, with the certificate of a PKCS #12 file. */
    public static StubModel encrypted(int port, Path store, String password) {
        PfxOptions key = new PfxOptions().setPath(store.toString()).setPassword(password);
        return new StubModel(port, new HttpServerOptions().setSsl(true).setKeyCertOptions(key));
    }

    /** Forgets what it was asked, listens again, and answers everything with confidence. */
    public void reset() {
        requests.clear();
        authorizations.clear();
        abandoned.set(0);
        answers(answer("Certainly.", "other", 0.9, "answer"));
        open();
    }

    public synchronized void open() {
        if (server == null) {
            server = join(
                    vertx.createHttpServer(options).requestHandler(this::handle).listen(port, "127.0.0.1"));
        }
    }

    /** From now on connections are refused. */
    public synchronized void close() {
        if (server != null) {
            join(server.close());
            server = null;
        }
    }

    /** Answers with a completion of this content, whatever is asked. */
    public void answers(JsonObject content) {
        says(content.encode());
    }

    public void says(String content) {
        behaves((request, response) -> json(response, 200, completion(content, "stop")));
    }

    public void behaves(BiConsumer<JsonObject, HttpServerResponse> behaviour) {
        this.behaviour = behaviour;
    }

    public List<JsonObject> requests() {
        return requests;
    }

    public List<String> authorizations() {
        return authorizations;
    }

    /** Calls whose client went away before it had an answer. */
    public int abandoned() {
        return abandoned.get();
    }

    public static JsonObject answer(String text, String intent, double confidence, String action) {
        return new JsonObject()
                .put("answer", text)
                .put("intent", intent)
                .put("confidence", confidence)
                .put("action", action)
                .put("sources", new JsonArray());
    }

    public static JsonObject completion(String content, String finishReason) {
        return new JsonObject()
                .put("id", "chatcmpl-1")
                .put("model", "gpt-4.1-mini-2025-04-14")
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("finish_reason", finishReason)
                                        .put(
                                                "message",
                                                new JsonObject()
                                                        .put("role", "assistant")
                                                        .put("content", content))))
                .put(
                        "usage",
                        new JsonObject()
                                .put("prompt_tokens", 100)
                                .put("completion_tokens", 20)
                                .put("prompt_tokens_details", new JsonObject().put("cached_tokens", 40)));
    }

    public static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }

    public static void status(HttpServerResponse response, int status) {
        json(response, status, new JsonObject().put("error", new JsonObject().put("message", "secret detail")));
    }

    private void handle(HttpServerRequest request) {
        if (!request.path().equals(PATH)) {
            status(request.response(), 404);
            return;
        }
        request.body().onSuccess(body -> {
            authorizations.add(String.valueOf(request.getHeader("Authorization")));
            requests.add(body.toJsonObject());
            HttpServerResponse response = request.response();
            response.closeHandler(v -> {
                if (!response.ended()) {
                    abandoned.incrementAndGet();
                }
            });
            behaviour.accept(body.toJsonObject(), response);
        });
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
