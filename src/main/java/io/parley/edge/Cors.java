package io.parley.edge;

import io.parley.edge.access.Sites;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/**
 * Cross-origin calls of {@code /chat} (Fetch standard), for pages that call with a session ticket. Off while no site allows an
 * origin. A preflight names no site, so any site's origins pass it; the call itself is held to those of its own.
 */
@Singleton
class Cors {
    private static final String PREFLIGHT_SECONDS = "600";

    private final Sites sites;

    Cors(Sites sites) {
        this.sites = sites;
    }

    /** Lets an allowed origin read the answer, whatever it will be. */
    void allow(RoutingContext routing) {
        String origin = routing.request().getHeader("Origin");
        if (origin != null && sites.allowsOrigin(origin)) {
            routing.response()
                    .putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Vary", "Origin")
                    .putHeader(
                            "Access-Control-Expose-Headers", "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy");
        }
    }

    /** Takes that back: the origin is not one of this site. */
    void withdraw(RoutingContext routing) {
        routing.response().headers().remove("Access-Control-Allow-Origin");
    }

    /** Answers a preflight of an allowed origin. */
    boolean answered(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = routing.response();
        if (request.method() != HttpMethod.OPTIONS
                || request.getHeader("Access-Control-Request-Method") == null
                || !response.headers().contains("Access-Control-Allow-Origin")) {
            return false;
        }
        response.setStatusCode(204)
                .putHeader("Access-Control-Allow-Methods", "POST")
                .putHeader("Access-Control-Allow-Headers", "authorization, content-type, parley-site, x-request-id")
                .putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS)
                .end();
        return true;
    }
}
