package io.parley.chat;

import io.parley.completion.Completion;
import io.parley.completion.Completion.Call;
import io.parley.completion.Completions;
import io.parley.cost.ComputeMeter;
import io.parley.cost.Ledger;
import io.parley.edge.Refusal;
import io.parley.edge.Refused;
import io.parley.session.Committed;
import io.parley.telemetry.ModelMetrics;
import io.parley.telemetry.Step;
import io.parley.telemetry.TurnLog;
import io.parley.telemetry.TurnRecord;
import io.parley.turn.KeyedHash;
import io.parley.turn.NanoUsd;
import io.parley.turn.Outcome;
import io.parley.turn.TokenUsage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** Writes what an invocation was: its ledger line if a model was called, and its turn record in any case. */
@ApplicationScoped
class Records {
    private final ChatConfig config;
    private final Guard guard;
    private final Ledger ledger;
    private final ComputeMeter compute;
    private final TurnLog turnLog;
    private final ModelMetrics modelMetrics;
    private final Completions completions;
    private final KeyedHash hash;
    private final InstantSource clock;

    Records(
            ChatConfig config,
            Guard guard,
            Ledger ledger,
            ComputeMeter compute,
            TurnLog turnLog,
            ModelMetrics modelMetrics,
            Completions completions,
            KeyedHash hash,
            InstantSource clock) {
        this.config = config;
        this.guard = guard;
        this.ledger = ledger;
        this.compute = compute;
        this.turnLog = turnLog;
        this.modelMetrics = modelMetrics;
        this.completions = completions;
        this.hash = hash;
        this.clock = clock;
    }

    /** @param reply null if it failed */
    void write(Invocation in, ChatReply reply, Throwable failure) {
        Instant now = clock.instant();
        long nanos = System.nanoTime();
        long share = compute.leave(in.computeEntered, nanos);
        Optional<Call> call = Optional.ofNullable(in.completion).map(Completion::call);
        Optional<NanoUsd> modelCost = call.filter(c -> c.attempts() > 0).map(c -> book(in, c, now));
        Optional<Refusal> refusal = failure instanceof Refusal r ? Optional.of(r) : Optional.empty();
        turnLog.write(new TurnRecord(
                TurnRecord.TYPE,
                now.toString(),
                in.call.requestId(),
                in.call.site().value(),
                session(in),
                visitor(in),
                status(failure),
                reply != null ? reply.outcome() : refusal.isPresent() ? Outcome.REFUSED : Outcome.FAILED,
                reply != null
                        ? reason(reply)
                        : refusal.map(r -> r.problem().name()).orElse("fault"),
                in.message == null ? null : reply != null ? reply.intent() : in.intent,
                reply == null ? null : reply.confidence(),
                in.admitted == null ? null : in.admitted.state().turns() == 1,
                in.admitted == null ? null : in.repeat,
                reply == null ? null : reply.replayed(),
                in.committed == null ? null : isCommitted(in),
                in.suspect.map(s -> s.reason().wire()).orElse(null),
                in.suspect.map(s -> s.policy().name().toLowerCase(Locale.ROOT)).orElse(null),
                in.found == null ? null : in.found.wire(),
                in.found == null ? null : in.found.isHeld(),
                reply == null || reply.handoff() == null
                        ? null
                        : reply.handoff().ticketId(),
                call.isPresent() ? completions.promptVersion() : null,
                call.map(Call::model).orElse(null),
                call.map(Call::responseModel).orElse(null),
                call.map(c -> c.usage().prompt()).orElse(null),
                call.map(c -> c.usage().cached()).orElse(null),
                call.map(c -> c.usage().completion()).orElse(null),
                modelCost.map(NanoUsd::value).orElse(null),
                compute.price(share).value(),
                call.map(Call::attempts).orElse(null),
                error(in),
                Invocation.millis(nanos - in.call.arrivalNanos()),
                in.stepMs(),
                config.logTexts() && in.message != null ? guard.redactedForLog(in.message.text()) : null,
                config.logTexts() && reply != null ? guard.redactedForLog(reply.reply()) : null));
    }

    /** The edge's own refusals never reached the pipeline, and are turns all the same. */
    void write(@Observes Refused refused) {
        if (!refused.path().equals("/chat")) {
            return;
        }
        turnLog.write(TurnRecord.refused(
                clock.instant().toString(),
                refused.requestId(),
                refused.site().value(),
                refused.problem().status(),
                refused.problem().status() < 500 ? Outcome.REFUSED : Outcome.FAILED,
                refused.problem().name(),
                compute.price(refused.nanos()).value(),
                Invocation.millis(refused.nanos())));
    }

    private NanoUsd book(Invocation in, Call call, Instant now) {
        TokenUsage usage = call.usage();
        double millis = in.stepMs().getOrDefault(Step.COMPLETE, 0.0);
        modelMetrics.called(
                call.model(), call.responseModel(), usage, Duration.ofNanos((long) (millis * 1e6)), error(in));
        return ledger.book(
                new Ledger.Entry(
                        in.call.requestId(),
                        in.message.site(),
                        session(in),
                        call.model(),
                        call.responseModel(),
                        call.responseId(),
                        usage,
                        call.estimated(),
                        call.attempts(),
                        isCommitted(in),
                        error(in)),
                now);
    }

    private String session(Invocation in) {
        return in.message == null
                ? null
                : hash.of("session", in.message.session().value());
    }

    private String visitor(Invocation in) {
        return in.message == null
                ? null
                : in.message.visitor().id().map(id -> hash.of("visitor", id)).orElse(null);
    }

    private static boolean isCommitted(Invocation in) {
        boolean written = !(in.committed instanceof Committed.Lost || in.committed instanceof Committed.Forgotten);
        return in.committed != null && written;
    }

    private static int status(Throwable failure) {
        if (failure == null) {
            return 200;
        }
        return failure instanceof Refusal refusal ? refusal.problem().status() : 500;
    }

    private static String reason(ChatReply reply) {
        if (reply.fallback() != null) {
            return reply.fallback().reason().wire();
        }
        return reply.handoff() == null ? null : reply.handoff().reason().wire();
    }

    private static String error(Invocation in) {
        return in.completion instanceof Completion.Unanswered unanswered
                ? unanswered.error().wire()
                : null;
    }
}
