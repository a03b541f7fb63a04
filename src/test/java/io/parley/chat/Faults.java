package io.parley.chat;

import io.parley.StubModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** What a model's server may do instead of answering. */
final class Faults {
    static final int FLOOD_BYTES = 50 * 1024 * 1024;
    private static final String BLANKS = " ".repeat(64 * 1024);
    private static final long DRIP_MILLIS = 1000;

    private Faults() {}

    static void reset(HttpServerResponse response) {
        response.reset();
    }

    static void half(HttpServerResponse response) {
        response.putHeader("Content-Type", "application/json").setChunked(true).write("{\"id\":");
    }

    static void resetInTheMiddle(HttpServerResponse response) {
        response.putHeader("Content-Type", "application/json").putHeader("Content-Length", "500");
        response.write("{\"id\":").onSuccess(written -> response.reset());
    }

    static void drip(HttpServerResponse response) {
        response.putHeader("Content-Type", "application/json").setChunked(true).write("{");
        Vertx.currentContext().owner().setPeriodic(DRIP_MILLIS, timer -> {
            if (response.closed()) {
                Vertx.currentContext().owner().cancelTimer(timer);
            } else {
                response.write(" ");
            }
        });
    }

    static void retryAfter(HttpServerResponse response, String value) {
        response.putHeader("Retry-After", value);
        StubModel.status(response, 429);
    }

    static void redirect(HttpServerResponse response) {
        response.putHeader("Location", "http://127.0.0.1:1/").setStatusCode(302).end();
    }

    static void text(HttpServerResponse response, String type, String body) {
        response.putHeader("Content-Type", type).end(body);
    }

    static void gzip(HttpServerResponse response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            String body = StubModel.completion(
                            StubModel.answer("Zipped.", "other", 0.9, "answer").encode(), "stop")
                    .encode();
            zipped.write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        response.putHeader("Content-Type", "application/json")
                .putHeader("Content-Encoding", "gzip")
                .end(Buffer.buffer(bytes.toByteArray()));
    }

    static void says(HttpServerResponse response, String content, String finishReason) {
        StubModel.json(response, 200, StubModel.completion(content, finishReason));
    }

    static void refuses(HttpServerResponse response) {
        var completion = StubModel.completion(null, "stop");
        completion
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .put("refusal", "I will not.");
        StubModel.json(response, 200, completion);
    }

    static void answers(HttpServerResponse response, String text, String intent, double confidence) {
        says(response, StubModel.answer(text, intent, confidence, "answer").encode(), "stop");
    }

    static void flood(HttpServerResponse response, int status, boolean lengthIsKnown) {
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
}
