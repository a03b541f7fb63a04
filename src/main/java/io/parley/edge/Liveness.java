package io.parley.edge;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code GET /live}: 204 as long as the function's own port is served. The health of the management port says more, but Knative
 * sends a liveness probe to the port that messages come to, whatever port the probe names.
 */
@Singleton
class Liveness {
    static final String PATH = "/live";

    private static final int NO_CONTENT = 204;

    void register(@Observes Router router) {
        router.get(PATH)
                .handler(routing -> routing.response().setStatusCode(NO_CONTENT).end());
    }
}
