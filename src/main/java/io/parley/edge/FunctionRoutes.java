package io.parley.edge;

import io.quarkus.funqy.runtime.FunctionConstructor;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.quarkus.funqy.runtime.bindings.http.VertxRequestHandler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Lets Funqy run the functions on the event loop that the request came by. Of itself it gives each to a worker thread, and each answer to
 * another, for functions may block; ours do not, and two changes of threads there and two back cost more than most of what they do.
 */
@Singleton
class FunctionRoutes {
    /** Before Funqy's own route, which takes every path. */
    private static final int ORDER = -1;

    void register(@Observes Router router, Vertx vertx) {
        VertxRequestHandler onEventLoop =
                new VertxRequestHandler(vertx, FunctionConstructor.CONTAINER, "/", Runnable::run);
        for (FunctionInvoker function : FunctionRecorder.registry.invokers()) {
            router.route("/" + function.getName()).order(ORDER).handler(onEventLoop);
        }
    }
}
