package io.parley.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.funqy.runtime.ApplicationException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The one place where a failure becomes a response. */
@Singleton
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    private final Edge edge;
    private final ObjectMapper mapper;
    private final Event<Refused> refused;

    Problems(Edge edge, ObjectMapper mapper, Event<Refused> refused) {
        this.edge = edge;
        this.mapper = mapper;
        this.refused = refused;
    }

    void register(@Observes Router router) {
        router.route().last().handler(routing -> routing.fail(404));
        router.route().order(Integer.MIN_VALUE).failureHandler(this::respond);
    }

    private void respond(RoutingContext routing) {
        boolean arrived = EdgeCall.find(routing).isPresent();
        EdgeCall call = edge.begin(routing);
        Problem problem = arrived || routing.failure() == null || routing.failure() instanceof HttpException
                ? problem(routing, call)
                : Problem.malformed("The request broke off, or is no HTTP."); // before the edge: while it was read
        HttpServerResponse response = routing.response();
        if (!response.headWritten() && !response.closed()) {
            problem.headers().forEach(response::putHeader);
            response.setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(json(problem, call));
        }
        if (call.recordOnce()) {
            refused.fire(new Refused(
                    call.requestId(),
                    call.site(),
                    routing.normalizedPath(),
                    problem,
                    System.nanoTime() - call.arrivalNanos()));
        }
    }

    private Problem problem(RoutingContext routing, EdgeCall call) {
        Throwable failure = routing.failure();
        while (failure instanceof ApplicationException && failure.getCause() != null) {
            failure = failure.getCause(); // Funqy's wrapping
        }
        if (failure instanceof Refusal refusal) {
            return refusal.problem();
        }
        int status = failure == null ? routing.statusCode() : 500;
        if (failure instanceof HttpException http) {
            status = http.getStatusCode();
        }
        boolean left = failure instanceof HttpClosedException; // the caller went away: nobody's fault
        if (status >= 500 && failure != null && !left) {
            LOG.errorf(failure, "request %s failed", call.requestId());
        }
        return switch (status) {
            case 404 -> Problem.notFound();
            case 413 -> Problem.bodyTooLarge(Edge.bodyBytesMax(routing.normalizedPath()));
            default -> Problem.ofStatus(status < 400 ? 500 : status);
        };
    }

    private String json(Problem problem, EdgeCall call) {
        try {
            return mapper.writeValueAsString(problem.body(call.requestId()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and strings are always written", e);
        }
    }
}
