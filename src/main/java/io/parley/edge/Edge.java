package io.parley.edge;

import io.parley.turn.Deadline;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * HTTP around Funqy: what is asked of a request before a function sees it. In this order: request id and deadline, time in which
 * the body comes, preflight, requests under way, method, media type, size, site, signature or key, JSON syntax. Everything that
 * fails here ends as a {@link Problem}, and touches neither Redis nor model.
 */
@Singleton
class Edge {
    /** After Quarkus' own CORS (300) and authentication (200), neither of which is in use. */
    private static final int PRIORITY = 50;

    private static final String CHAT = "/chat";
    private static final String UPDATES = "/updates";
    private static final String DESK = "/desk";
    private static final Pattern TICKET = Pattern.compile("/tickets/[A-Za-z0-9_-]{1,64}");

    /** With the methods that each takes. */
    private static final Map<String, List<HttpMethod>> OPERATOR_FUNCTIONS = Map.of(
            "/forget", List.of(HttpMethod.POST),
            "/mode", List.of(HttpMethod.POST),
            "/tickets", List.of(HttpMethod.GET),
            "/tickets/deliver", List.of(HttpMethod.POST),
            "/usage", List.of(HttpMethod.GET),
            "/usage.csv", List.of(HttpMethod.GET),
            "/usage/budget", List.of(HttpMethod.GET, HttpMethod.POST));

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern JSON_TYPE =
            Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?", Pattern.CASE_INSENSITIVE);

    /** The contract's. */
    static final int BODY_BYTES_MAX = 16 * 1024;

    /** Desks send all that they know of a conversation. The HTTP server's own limit, which ends longer bodies before they are read. */
    static final int DESK_BODY_BYTES_MAX = 64 * 1024;

    private final EdgeConfig config;
    private final Gate gate;
    private final Cors cors;
    private final AtomicInteger underWay = new AtomicInteger();

    Edge(EdgeConfig config, Gate gate, Cors cors) {
        this.config = config;
        this.gate = gate;
        this.cors = cors;
    }

    void check(@Observes StartupEvent event) {
        config.check();
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, PRIORITY);
    }

    /** Before the body is read. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::limitBody);
    }

    /** Whoever sends a body drop by drop holds a connection and a buffer; idle timeouts never end that. */
    private void limitBody(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        boolean hasBody = request.getHeader("Content-Length") != null || request.getHeader("Transfer-Encoding") != null;
        if (hasBody && !request.isEnded()) {
            // Nearly every body comes with its head, and has been read by then.
            routing.vertx().runOnContext(later -> limitRest(routing, request));
        }
        routing.next();
    }

    private void limitRest(RoutingContext routing, HttpServerRequest request) {
        if (request.isEnded() || routing.response().ended()) {
            return;
        }
        long timer = routing.vertx().setTimer(config.timeForBody().toMillis(), id -> {
            if (!request.isEnded() && !routing.response().ended()) {
                begin(routing);
                routing.addEndHandler(answered -> request.connection().close());
                routing.fail(new Refusal(Problem.bodyTooSlow()));
            }
        });
        routing.addEndHandler(ended -> routing.vertx().cancelTimer(timer));
    }

    private void admit(RoutingContext routing) {
        EdgeCall call = begin(routing);
        String path = routing.normalizedPath();
        try {
            if (path.equals(CHAT) || path.equals(UPDATES)) {
                cors.allow(routing);
                if (cors.answered(routing)) {
                    return;
                }
                admitVisitor(routing, call, path.equals(CHAT));
            } else if (path.equals(DESK)) {
                admitDesk(routing, call);
            } else if (OPERATOR_FUNCTIONS.containsKey(path)) {
                admitOperator(routing, call, OPERATOR_FUNCTIONS.get(path));
            } else if (TICKET.matcher(path).matches()) {
                admitOperator(routing, call, List.of(HttpMethod.GET));
            }
        } catch (Refusal e) {
            if (e.problem().status() == 403) {
                cors.withdraw(routing);
            }
            routing.fail(e);
            return;
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
            protect(routing.response()).putHeader("X-Request-Id", id);
            return EdgeCall.begin(routing, id, arrival, Deadline.after(config.deadline(), arrival, System::nanoTime));
        });
    }

    /** What no answer of ours may be used for, whoever gets a browser to open it. */
    private static HttpServerResponse protect(HttpServerResponse response) {
        return response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Strict-Transport-Security", "max-age=31536000");
    }

    /** @param takesPlace calls that wait for updates do nothing, and have a bound of their own */
    private void admitVisitor(RoutingContext routing, EdgeCall call, boolean takesPlace) {
        if (takesPlace) {
            takePlace(routing);
        }
        byte[] body = body(routing, List.of(HttpMethod.POST), BODY_BYTES_MAX);
        Gate.Passed passed = gate.chat(routing.request(), site(routing.request()), body);
        StrictJson.check(body);
        call.admitted(passed.site(), passed.caller());
    }

    /** Desks can be told a URL, but seldom a header: the query may name the site as well. */
    private void admitDesk(RoutingContext routing, EdgeCall call) {
        takePlace(routing);
        HttpServerRequest request = routing.request();
        byte[] body = body(routing, List.of(HttpMethod.POST), DESK_BODY_BYTES_MAX);
        StrictJson.checkDesk(body);
        String named = request.getHeader("Parley-Site") == null ? request.getParam("site") : null;
        SiteId site = named == null ? site(request) : site("The parameter site", named);
        call.admitted(gate.spelt(site), new Caller.Desk(body, request::getHeader));
    }

    private void admitOperator(RoutingContext routing, EdgeCall call, List<HttpMethod> methods) {
        takePlace(routing);
        Gate.Passed passed = gate.operator(routing.request(), site(routing.request()));
        byte[] body = {};
        if (routing.request().method() != HttpMethod.GET || !methods.contains(HttpMethod.GET)) {
            body = body(routing, methods, BODY_BYTES_MAX);
            StrictJson.check(body);
        }
        call.admitted(passed.site(), passed.caller());
    }

    /** Sheds what is too much at once, before any work is done for it. */
    private void takePlace(RoutingContext routing) {
        if (underWay.incrementAndGet() > config.concurrency()) {
            underWay.decrementAndGet();
            throw new Refusal(Problem.overloaded());
        }
        routing.addEndHandler(ended -> underWay.decrementAndGet());
    }

    static int bodyBytesMax(String path) {
        return path.equals(DESK) ? DESK_BODY_BYTES_MAX : BODY_BYTES_MAX;
    }

    private static byte[] body(RoutingContext routing, List<HttpMethod> methods, int bytesMax) {
        HttpServerRequest request = routing.request();
        if (request.method() != HttpMethod.POST || !methods.contains(HttpMethod.POST)) {
            String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
            throw new Refusal(Problem.methodNotAllowed(allowed));
        }
        String type = request.getHeader("Content-Type");
        if (type == null || !JSON_TYPE.matcher(type.trim()).matches() || isEncoded(request)) {
            throw new Refusal(Problem.unsupportedMediaType());
        }
        Buffer body = routing.body().buffer();
        if (body == null || body.length() == 0) {
            throw new Refusal(Problem.malformed("The body is empty."));
        }
        if (body.length() > bytesMax) {
            throw new Refusal(Problem.bodyTooLarge(bytesMax));
        }
        return body.getBytes();
    }

    private static boolean isEncoded(HttpServerRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        return encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity");
    }

    private static SiteId site(HttpServerRequest request) {
        String site = request.getHeader("Parley-Site");
        return site == null ? SiteId.DEFAULT : site("The header Parley-Site", site);
    }

    private static SiteId site(String where, String name) {
        if (!SiteId.isValid(name)) {
            throw new Refusal(Problem.malformed(
                    where + " must be 1.." + SiteId.CHARACTERS_MAX + " characters of A-Z a-z 0-9 _ -."));
        }
        return new SiteId(name);
    }
}
