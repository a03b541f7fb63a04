package io.parley.edge;

import io.parley.turn.Deadline;
import io.parley.turn.Digests;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * HTTP around Funqy: what is asked of a request before a function sees it. In this order: request id and deadline, method, media
 * type, size, site, (signature,) JSON syntax. Everything that fails here ends as a {@link Problem}, and touches neither Redis nor model.
 */
@ApplicationScoped
class Edge {
    /** After CORS (300) and authentication (200). */
    private static final int PRIORITY = 50;

    private static final String CHAT = "/chat";
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern JSON_TYPE =
            Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?", Pattern.CASE_INSENSITIVE);

    /** The contract's; the HTTP server's own limit ends longer bodies before they are read. */
    static final int BODY_BYTES_MAX = 16 * 1024;

    private final EdgeConfig config;

    Edge(EdgeConfig config) {
        this.config = config;
    }

    void check(@Observes StartupEvent event) {
        config.check();
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, PRIORITY);
    }

    private void admit(RoutingContext routing) {
        EdgeCall call = begin(routing);
        if (routing.normalizedPath().equals(CHAT)) {
            try {
                admitChat(routing, call);
            } catch (Refusal e) {
                routing.fail(e);
                return;
            }
        }
        routing.next();
    }

    /** Also for requests that fail before the filter runs. */
    EdgeCall begin(RoutingContext routing) {
        return EdgeCall.find(routing).orElseGet(() -> {
            // Missing where the path is none, such as *: then no route at all has seen the request.
            Long start = routing.get(VertxHttpRecorder.REQUEST_START_TIME);
            long arrival = start != null ? start : System.nanoTime();
            String given = routing.request().getHeader("X-Request-Id");
            String id = given != null && REQUEST_ID.matcher(given).matches()
                    ? given
                    : UUID.randomUUID().toString();
            routing.response().putHeader("X-Request-Id", id);
            return EdgeCall.begin(routing, id, arrival, Deadline.after(config.deadline(), arrival, System::nanoTime));
        });
    }

    private void admitChat(RoutingContext routing, EdgeCall call) {
        HttpServerRequest request = routing.request();
        if (request.method() != HttpMethod.POST) {
            throw new Refusal(Problem.methodNotAllowed("POST"));
        }
        String type = request.getHeader("Content-Type");
        if (type == null || !JSON_TYPE.matcher(type.trim()).matches() || isEncoded(request)) {
            throw new Refusal(Problem.unsupportedMediaType());
        }
        Buffer body = routing.body().buffer();
        if (body == null || body.length() == 0) {
            throw new Refusal(Problem.malformed("The body is empty."));
        }
        if (body.length() > BODY_BYTES_MAX) {
            throw new Refusal(Problem.bodyTooLarge(BODY_BYTES_MAX));
        }
        byte[] bytes = body.getBytes();
        SiteId site = site(request);
        StrictJson.check(bytes);
        call.admitted(site, Base64.getUrlEncoder().withoutPadding().encodeToString(Digests.sha256(bytes)));
    }

    private static boolean isEncoded(HttpServerRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        return encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity");
    }

    private static SiteId site(HttpServerRequest request) {
        String site = request.getHeader("Parley-Site");
        if (site == null) {
            return SiteId.DEFAULT;
        }
        if (!SiteId.isValid(site)) {
            throw new Refusal(Problem.malformed(
                    "The header Parley-Site must be 1.." + SiteId.CHARACTERS_MAX + " characters of A-Z a-z 0-9 _ -."));
        }
        return new SiteId(site);
    }
}
