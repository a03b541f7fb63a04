package io.parley.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Caller;
import io.parley.edge.EdgeCall;
import io.parley.edge.Problem;
import io.parley.edge.Problem.MemberError;
import io.parley.edge.Refusal;
import io.parley.edge.access.Sites;
import io.parley.handoff.Takeover;
import io.parley.handoff.Takeover.Result;
import io.parley.handoff.desk.DeskEvent;
import io.parley.handoff.desk.DeskEvents;
import io.parley.handoff.desk.DeskEvents.Authentic;
import io.parley.session.SessionConfig;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;

/** {@code POST /desk}: what people at a desk did, told by the desk, whose signature it bears. */
public class DeskFunction {
    private final DeskEvents events;
    private final Takeover takeover;
    private final SessionConfig sessions;
    private final Sites sites;
    private final CurrentVertxRequest request;
    private final InstantSource clock;

    DeskFunction(
            DeskEvents events,
            Takeover takeover,
            SessionConfig sessions,
            Sites sites,
            CurrentVertxRequest request,
            InstantSource clock) {
        this.events = events;
        this.takeover = takeover;
        this.sessions = sessions;
        this.sites = sites;
        this.request = request;
        this.clock = clock;
    }

    /**
     * The answer: 200 for whatever cannot be mended by sending it again.
     *
     * @param result {@code done}, {@code ignored}, {@code duplicate}, {@code late}, {@code gone} or {@code unknown}
     * @param state of the ticket; null if there is none
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record DeskReply(String result, String ticketId, String state) {}

    /** @param body in the shape that the desk has, or in ours */
    @Funq("desk")
    public Uni<DeskReply> desk(JsonNode body) {
        EdgeCall call = EdgeCall.takeDesk(request.getCurrent());
        return Uni.createFrom().deferred(() -> answer(call, body)).onFailure().transform(Refusal::ofState);
    }

    private Uni<DeskReply> answer(EdgeCall call, JsonNode body) {
        Authentic desk = authentic(call);
        DeskEvents.Translated translated = desk.translate(body);
        if (translated instanceof DeskEvents.Wrong wrong) {
            throw new Refusal(Problem.unprocessable(wrong.faults().stream()
                    .map(fault -> new MemberError(fault.pointer(), fault.detail()))
                    .toList()));
        }
        if (translated instanceof DeskEvents.Event event) {
            return apply(call, desk, event.event())
                    .map(result -> new DeskReply(result.result(), event.event().ticketId(), result.state()));
        }
        return Uni.createFrom().item(new DeskReply("ignored", null, null));
    }

    private Authentic authentic(EdgeCall call) {
        Caller.Desk caller = (Caller.Desk) call.caller();
        // Where sites must sign, so must desks: one that cannot has no say.
        if (!sites.areSigned() && events.isOpen(call.site())) {
            return events.unsigned(call.site());
        }
        return events.authentic(call.site(), caller.headers(), caller.body(), clock.instant())
                .orElseThrow(() -> new Refusal(Problem.unsigned("No desk of the site has signed this.")));
    }

    /** A desk has a say in tickets of its own queues alone. */
    private Uni<Result> apply(EdgeCall call, Authentic desk, DeskEvent event) {
        return takeover.queueOf(call.site(), event.ticketId())
                .chain(queue -> queue.filter(desk::isOf).isPresent()
                        ? takeover.apply(call.site(), event, sessions.turnsKept())
                        : Uni.createFrom().item(Result.UNKNOWN));
    }
}
