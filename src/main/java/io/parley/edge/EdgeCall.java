package io.parley.edge;

import io.parley.turn.Deadline;
import io.parley.turn.SiteId;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** What the edge knows about the request under way. It outlives Funqy's request scope, which ends before the answer is there. */
public final class EdgeCall {
    private static final String KEY = EdgeCall.class.getName();

    private final RoutingContext routing;
    private final String requestId;
    private final long arrivalNanos;
    private final Deadline deadline;
    private SiteId site = SiteId.DEFAULT;
    private Caller caller;
    private boolean recorded;
    private final CompletableFuture<Void> hungUp = new CompletableFuture<>();

    private EdgeCall(RoutingContext routing, String requestId, long arrivalNanos, Deadline deadline) {
        this.routing = routing;
        this.requestId = requestId;
        this.arrivalNanos = arrivalNanos;
        this.deadline = deadline;
    }

    static EdgeCall begin(RoutingContext routing, String requestId, long arrivalNanos, Deadline deadline) {
        EdgeCall call = new EdgeCall(routing, requestId, arrivalNanos, deadline);
        routing.put(KEY, call);
        routing.addEndHandler(ended -> {
            if (ended.failed()) {
                call.hungUp.complete(null);
            }
        });
        return call;
    }

    static Optional<EdgeCall> find(RoutingContext routing) {
        return Optional.ofNullable(routing.get(KEY));
    }

    /**
     * Hands a call to a function for visitors; that for chats from here on writes the turn record.
     *
     * @throws Refusal if the edge did not admit the request to it, by whatever spelling of the path it came here
     */
    public static EdgeCall takeChat(RoutingContext routing) {
        return take(routing, caller -> caller instanceof Caller.Backend || caller instanceof Caller.Browser);
    }

    /**
     * Hands a call to an operator function, which from here on writes the audit line.
     *
     * @throws Refusal as {@link #takeChat}
     */
    public static EdgeCall takeOperator(RoutingContext routing) {
        return take(routing, Caller.Operator.class::isInstance);
    }

    /**
     * Hands a call to the function for desks, which has to find out whether it comes from one.
     *
     * @throws Refusal as {@link #takeChat}
     */
    public static EdgeCall takeDesk(RoutingContext routing) {
        return take(routing, Caller.Desk.class::isInstance);
    }

    private static EdgeCall take(RoutingContext routing, Predicate<Caller> rightful) {
        EdgeCall call = find(routing)
                .filter(c -> c.caller != null && rightful.test(c.caller))
                .orElseThrow(() -> new Refusal(Problem.notFound()));
        call.recorded = true;
        return call;
    }

    void admitted(SiteId site, Caller caller) {
        this.site = site;
        this.caller = caller;
    }

    public String requestId() {
        return requestId;
    }

    /** A reading of {@link System#nanoTime()}. */
    public long arrivalNanos() {
        return arrivalNanos;
    }

    public Deadline deadline() {
        return deadline;
    }

    public SiteId site() {
        return site;
    }

    public Caller caller() {
        return caller;
    }

    /** Emits when the connection is gone before the answer; else never. */
    public Uni<Void> hungUp() {
        return Uni.createFrom().emitter(emitter -> hungUp.thenRun(() -> emitter.complete(null)));
    }

    /** Whether somebody has taken on the turn record; from now on, somebody has. */
    boolean recordOnce() {
        boolean first = !recorded;
        recorded = true;
        return first;
    }

    public void header(String name, String value) {
        if (!routing.response().headWritten()) {
            routing.response().putHeader(name, value);
        }
    }
}
