package io.parley.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.EdgeCall;
import io.parley.edge.Problem;
import io.parley.edge.Problem.MemberError;
import io.parley.edge.Problem.ParameterError;
import io.parley.edge.Refusal;
import io.parley.edge.access.Sites;
import io.parley.fallback.StaticReplies;
import io.parley.handoff.Deliveries;
import io.parley.handoff.Deliveries.Tally;
import io.parley.handoff.LateTickets;
import io.parley.handoff.Redaction;
import io.parley.handoff.TicketStore;
import io.parley.handoff.TicketStore.Order;
import io.parley.operator.OperatorCalls.Answer;
import io.parley.session.SessionConfig;
import io.parley.turn.SiteId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code GET /tickets} and {@code GET /tickets/<id>}: how hand-offs stand; {@code POST /tickets/deliver}: what a scheduler calls each
 * minute, so that desks get what they did not get at once, and visitors hear of it when nobody takes their ticket.
 */
@Singleton
class TicketRoutes {
    static final String TICKETS = "tickets";
    static final String DELIVER = "tickets/deliver";

    private static final Set<String> PARAMETERS = Set.of("state", "queue", "cursor", "limit");
    private static final Map<String, Order> STATES = Map.of(
            "open", Order.OPEN,
            "taken", Order.OPEN,
            "released", Order.ENDED,
            "resolved", Order.ENDED,
            "undelivered", Order.UNDELIVERED);
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern CURSOR = Pattern.compile("\\d{1,20} [A-Za-z0-9_-]{1,64}");
    private static final int LIMIT = 50;
    private static final int LIMIT_MAX = 200;

    /** Left of the deadline for the way back. */
    private static final Duration AFTER_RUN = Duration.ofMillis(500);

    private final TicketStore store;
    private final Deliveries deliveries;
    private final LateTickets lateTickets;
    private final StaticReplies texts;
    private final Redaction redaction;
    private final SessionConfig sessions;
    private final Sites sites;
    private final OperatorCalls calls;
    private final InstantSource clock;

    TicketRoutes(
            TicketStore store,
            Deliveries deliveries,
            LateTickets lateTickets,
            StaticReplies texts,
            Redaction redaction,
            SessionConfig sessions,
            Sites sites,
            OperatorCalls calls,
            InstantSource clock) {
        this.store = store;
        this.deliveries = deliveries;
        this.lateTickets = lateTickets;
        this.texts = texts;
        this.redaction = redaction;
        this.sessions = sessions;
        this.sites = sites;
        this.calls = calls;
        this.clock = clock;
    }

    /** @param cursor of the next page; null at the end */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(String site, List<TicketReport> tickets, String cursor) {}

    /**
     * What a run did.
     *
     * @param delivered tickets and messages that desks got, {@code failed} those to be tried again, {@code givenUp} those that are not
     * @param late visitors who were told that nobody has taken their ticket in time
     */
    @RegisterForReflection
    record Run(int delivered, int failed, int givenUp, int late) {
        static Run of(Tally tally, int late) {
            return new Run(tally.delivered(), tally.failed(), tally.givenUp(), late);
        }
    }

    void register(@Observes Router router) {
        router.get("/" + TICKETS)
                .order(OperatorCalls.ORDER)
                .handler(routing -> calls.run(routing, TICKETS, call -> list(routing, call)));
        router.get("/" + TICKETS + "/:ticket")
                .order(OperatorCalls.ORDER)
                .handler(routing -> calls.run(routing, TICKETS, call -> find(routing, call)));
        router.post("/" + DELIVER)
                .order(OperatorCalls.ORDER)
                .handler(routing -> calls.run(
                        routing, DELIVER, call -> deliver(routing, call).map(Answer::audited)));
    }

    private Uni<Answer> list(RoutingContext routing, EdgeCall call) {
        MultiMap query = routing.queryParams();
        List<ParameterError> errors = new ArrayList<>();
        query.names().stream()
                .filter(name -> !PARAMETERS.contains(name))
                .forEach(name ->
                        errors.add(new ParameterError(name, "is not taken; there are state, queue, cursor and limit")));
        String state = query.contains("state") ? query.get("state") : "";
        if (!state.isEmpty() && !STATES.containsKey(state)) {
            errors.add(new ParameterError("state", "must be open, taken, released, resolved or undelivered"));
        }
        String queue = query.contains("queue") ? query.get("queue") : "";
        if (!queue.isEmpty() && !QUEUE.matcher(queue).matches()) {
            errors.add(new ParameterError("queue", "must be 1..64 of A-Z a-z 0-9 _ -"));
        }
        Optional<String> after = after(query.get("cursor"));
        if (after.isEmpty()) {
            errors.add(new ParameterError("cursor", "must be one that this function has answered"));
        }
        String limit = query.contains("limit") ? query.get("limit") : Integer.toString(LIMIT);
        if (!limit.matches("\\d{1,3}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > LIMIT_MAX) {
            errors.add(new ParameterError("limit", "must be from 1 to " + LIMIT_MAX));
        }
        if (!errors.isEmpty()) {
            throw new Refusal(Problem.wrongParameters(errors));
        }
        Order order = STATES.getOrDefault(state, Order.OPEN);
        String only = order == Order.UNDELIVERED ? "" : state;
        Instant now = clock.instant();
        return store.list(call.site(), order, only, queue, after.orElseThrow(), Integer.parseInt(limit))
                .map(page -> new Answer(new Listing(
                        call.site().value(),
                        page.tickets().stream()
                                .map(fields -> TicketReport.listed(fields, now))
                                .toList(),
                        page.next().isEmpty() ? null : cursor(page.next()))));
    }

    private static String cursor(String after) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(after.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> after(String cursor) {
        if (cursor == null) {
            return Optional.of("");
        }
        try {
            String after = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return Optional.of(after).filter(a -> CURSOR.matcher(a).matches());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Uni<Answer> find(RoutingContext routing, EdgeCall call) {
        String id = routing.pathParam("ticket");
        Instant now = clock.instant();
        return store.find(call.site(), id)
                .map(found -> found.orElseThrow(() -> new Refusal(Problem.noSuchTicket())))
                .map(whole ->
                        new Answer(TicketReport.whole(id, whole, now, redaction::forDesks), Map.of("ticketId", id)));
    }

    private Uni<Run> deliver(RoutingContext routing, EdgeCall call) {
        JsonNode body = calls.body(routing);
        List<MemberError> errors = new ArrayList<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!name.equals("ticketId")) {
                errors.add(new MemberError("#", "takes the member ticketId alone"));
            }
        });
        JsonNode ticket = body.path("ticketId");
        boolean sound = ticket.isMissingNode()
                || ticket.isTextual() && QUEUE.matcher(ticket.textValue()).matches();
        if (!sound) {
            errors.add(new MemberError("#/ticketId", "must be 1..64 of A-Z a-z 0-9 _ -"));
        }
        if (!errors.isEmpty()) {
            throw new Refusal(Problem.unprocessable(errors));
        }
        Duration within = call.deadline().earlierBy(AFTER_RUN).remaining();
        if (!ticket.isMissingNode()) {
            return deliveries
                    .again(call.site(), ticket.textValue(), within)
                    .map(tally -> Run.of(tally.orElseThrow(() -> new Refusal(Problem.noSuchTicket())), 0));
        }
        boolean named = routing.request().getHeader("Parley-Site") != null;
        List<SiteId> all = named || !sites.areSigned() ? List.of(call.site()) : sites.all();
        return late(all).chain(late -> deliveries.run(all, within).map(tally -> Run.of(tally, late)));
    }

    private Uni<Integer> late(List<SiteId> all) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(site -> lateTickets.tell(site, sessions.turnsKept(), texts::late))
                .collect()
                .asList()
                .map(told -> told.stream().mapToInt(Integer::intValue).sum());
    }
}
