package io.parley.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.edge.EdgeCall;
import io.parley.edge.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.function.Function;

/** What every operator function that is a route does with a call: it answers, or refuses, and the audit line says so before. */
@Singleton
class OperatorCalls {
    /** Before Funqy's, which takes every path. */
    static final int ORDER = -1;

    private final Audit audit;
    private final ObjectMapper mapper;

    OperatorCalls(Audit audit, ObjectMapper mapper) {
        this.audit = audit;
        this.mapper = mapper;
    }

    /**
     * @param body to be sent as JSON; null if something else was
     * @param detail for the audit line; null for none
     */
    record Answer(Object body, Object detail) {
        Answer(Object body) {
            this(body, null);
        }

        static Answer audited(Object body) {
            return new Answer(body, body);
        }
    }

    void run(RoutingContext routing, String function, Function<EdgeCall, Uni<Answer>> answer) {
        EdgeCall call = EdgeCall.takeOperator(routing);
        Uni.createFrom()
                .deferred(() -> answer.apply(call))
                .onFailure()
                .transform(Refusal::ofState)
                .onItemOrFailure()
                .invoke((item, failure) ->
                        audit.write(call, function, null, item == null ? null : item.detail, failure))
                .subscribe()
                .with(item -> send(routing, item), failure -> fail(routing, failure));
    }

    private void send(RoutingContext routing, Answer answer) {
        if (answer.body != null) {
            routing.response().putHeader("Content-Type", "application/json").end(text(answer.body));
        }
    }

    /** Half a file must not pass for a whole one. */
    private static void fail(RoutingContext routing, Throwable failure) {
        if (routing.response().headWritten()) {
            routing.request().connection().close();
        } else {
            routing.fail(failure);
        }
    }

    JsonNode body(RoutingContext routing) {
        try {
            return mapper.readTree(routing.body().buffer().getBytes());
        } catch (IOException e) {
            throw new IllegalStateException("the edge has checked that it is JSON", e);
        }
    }

    private String text(Object item) {
        try {
            return mapper.writeValueAsString(item);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of numbers and strings are always written", e);
        }
    }
}
