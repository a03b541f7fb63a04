package io.parley;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A support desk that does what a test tells it, and remembers what it was asked, byte for byte. */
public final class StubDesk implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Call, HttpServerResponse> behaviour = (call, response) -> response.end();
    private HttpServer server;

    /** @param headers by name in lower case */
    public record Call(String method, String uri, Map<String, String> headers, String body) {
        public JsonObject json() {
            return new JsonObject(body);
        }
    }

    public StubDesk(int port) {
        this.port = port;
        open();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public synchronized void open() {
        if (server == null) {
            server = join(vertx.createHttpServer().requestHandler(this::handle).listen(port, "127.0.0.1"));
        }
    }

    /** From now on connections are refused. A closed server's socket takes some until its event loop has looked at it. */
    public synchronized void refuse() {
        if (server != null) {
            join(server.close());
            server = null;
            while (isConnectable()) {
                Thread.onSpinWait();
            }
        }
    }

    private boolean isConnectable() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** Forgets what it was asked, and takes everything. */
    public void reset() {
        open();
        calls.clear();
        behaves((call, response) -> response.end());
    }

    public void behaves(BiConsumer<Call, HttpServerResponse> behaviour) {
        this.behaviour = behaviour;
    }

    public void answers(int status, String body) {
        behaves((call, response) -> response.setStatusCode(status).end(body));
    }

    public List<Call> calls() {
        return calls;
    }

    @Override
    public void close() {
        refuse();
        join(vertx.close());
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Call call = call(request, body);
            calls.add(call);
            behaviour.accept(call, request.response());
        });
    }

    private static Call call(HttpServerRequest request, Buffer body) {
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
        return new Call(request.method().name(), request.uri(), headers, body.toString());
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        try {
            CompletableFuture<T> done = future.toCompletionStage().toCompletableFuture();
            return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
