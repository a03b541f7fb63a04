package io.parley.chat;

import io.parley.alerts.Alerts;
import io.parley.completion.Completion.Call;
import io.parley.completion.Completions;
import io.parley.cost.Budgets;
import io.parley.cost.ComputeMeter;
import io.parley.cost.Ledger;
import io.parley.knowledge.Knowledge;
import io.parley.session.Admission;
import io.parley.session.Booked;
import io.parley.session.Funds;
import io.parley.session.SessionStore;
import io.parley.session.Settlement;
import io.parley.telemetry.BudgetMetrics;
import io.parley.telemetry.ModelMetrics;
import io.parley.turn.Charge;
import io.parley.turn.Hold;
import io.parley.turn.KeyedHash;
import io.parley.turn.NanoUsd;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a message may cost before a model is asked, and what it did cost after. */
@Singleton
class Costs {
    /** A hold outlives the deadline by this much: longer than any commit takes, and any pause of a process that goes on after it. */
    private static final Duration HOLD_MARGIN = Duration.ofSeconds(30);

    private final Completions completions;
    private final Knowledge knowledge;
    private final SessionStore sessions;
    private final Budgets budgets;
    private final Ledger ledger;
    private final Alerts alerts;
    private final ComputeMeter compute;
    private final ModelMetrics metrics;
    private final BudgetMetrics budgetMetrics;
    private final KeyedHash hash;
    private final InstantSource clock;

    Costs(
            Completions completions,
            Knowledge knowledge,
            SessionStore sessions,
            Budgets budgets,
            Ledger ledger,
            Alerts alerts,
            ComputeMeter compute,
            ModelMetrics metrics,
            BudgetMetrics budgetMetrics,
            KeyedHash hash,
            InstantSource clock) {
        this.completions = completions;
        this.knowledge = knowledge;
        this.sessions = sessions;
        this.budgets = budgets;
        this.ledger = ledger;
        this.alerts = alerts;
        this.compute = compute;
        this.metrics = metrics;
        this.budgetMetrics = budgetMetrics;
        this.hash = hash;
        this.clock = clock;
    }

    /** What a model costs must be known before it is asked. */
    void check(@Observes StartupEvent event) {
        completions.models().forEach(m -> ledger.requirePrice(m.provider(), m.name(), clock.instant()));
    }

    /** What the message may cost at the most. */
    Funds funds(Invocation in) {
        Optional<Hold> hold = Decisions.mayAsk(in) ? Optional.of(hold(in)) : Optional.empty();
        Duration lifetime = in.call.deadline().remaining().plus(HOLD_MARGIN);
        return new Funds(budgets.of(in.message.site()), hold, lifetime);
    }

    private Hold hold(Invocation in) {
        Instant now = clock.instant();
        int more = sessions.windowTokensMax() + knowledge.tokensMax();
        List<Charge> charges = completions.mayUse(in.message, in.rule.profile(), more).stream()
                .map(e -> ledger.mayCost(e.provider(), e.model(), e.usage(), now))
                .toList();
        return new Hold(UUID.randomUUID().toString(), in.call.requestId(), in.session(hash), charges);
    }

    /** What admission found out about the budget. */
    void admitted(SiteId site, Admission.Held held) {
        held.abandoned().forEach(hold -> ledger.bookAbandoned(site, hold));
        budgetMetrics.abandoned(held.abandoned().size());
        if (held.spent()) {
            budgetMetrics.refused();
        }
        alerts.raise(site, held.alerts());
    }

    /** What the message did cost, but for the way out. */
    Settlement settlement(Invocation in) {
        SiteId site = in.message.site();
        ComputeMeter.Due due = compute.due(site, in.computeEntered, System.nanoTime());
        in.counted = due.own();
        return new Settlement(budgets.of(site), in.admitted.held().hold(), charges(in), due.all());
    }

    void committed(Invocation in, Booked booked) {
        in.settled = booked.settled();
        if (booked.settled()) {
            charges(in)
                    .forEach(c ->
                            budgetMetrics.settled(c.usage().total(), c.cost().value()));
        }
        alerts.raise(in.message.site(), booked.alerts());
    }

    /** One for each call, whether or not the message came as far as its commit. */
    private List<Charge> charges(Invocation in) {
        if (in.charges == null) {
            in.charges = in.callsMade().stream()
                    .map(c -> ledger.charge(
                            c.provider(),
                            c.model(),
                            c.usage(),
                            c.estimated(),
                            c.attempts(),
                            in.admitted.state().now()))
                    .toList();
        }
        return in.charges;
    }

    /** Writes a line for each call. Returns what they cost together; empty if there was none. */
    Optional<NanoUsd> book(Invocation in) {
        List<Call> calls = in.callsMade();
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            Charge charge = charges(in).get(i);
            metrics.called(call.provider(), call.model(), call.usage(), call.took(), Records.error(call));
            ledger.book(
                    new Ledger.Entry(
                            in.call.requestId(),
                            in.message.site(),
                            in.session(hash),
                            charge,
                            call.responseModel(),
                            call.responseId(),
                            in.settled,
                            Records.error(call)),
                    in.admitted.state().now());
        }
        return charges(in).stream().map(Charge::cost).reduce(NanoUsd::plus);
    }

    /** Ends the invocation for the instance that it shared. */
    NanoUsd leave(Invocation in, long nanos) {
        return compute.leave(in.call.site(), in.computeEntered, nanos, in.counted);
    }
}
