package io.parley.chat;

import io.parley.completion.Completion.Call;
import io.parley.completion.Completions;
import io.parley.cost.ComputeMeter;
import io.parley.edge.Problem;
import io.parley.edge.Refusal;
import io.parley.edge.Refused;
import io.parley.session.Committed;
import io.parley.telemetry.TurnLog;
import io.parley.telemetry.TurnRecord;
import io.parley.turn.KeyedHash;
import io.parley.turn.NanoUsd;
import io.parley.turn.Outcome;
import io.parley.turn.TokenUsage;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Writes what an invocation was: its ledger line if a model was called, and its turn record in any case. */
@Singleton
class Records {
    private final ChatConfig config;
    private final Guard guard;
    private final Costs costs;
    private final ComputeMeter compute;
    private final TurnLog turnLog;
    private final Completions completions;
    private final KeyedHash hash;
    private final InstantSource clock;

    Records(
            ChatConfig config,
            Guard guard,
            Costs costs,
            ComputeMeter compute,
            TurnLog turnLog,
            Completions completions,
            KeyedHash hash,
            InstantSource clock) {
        this.config = config;
        this.guard = guard;
        this.costs = costs;
        this.compute = compute;
        this.turnLog = turnLog;
        this.completions = completions;
        this.hash = hash;
        this.clock = clock;
    }

    /** @param reply null if it failed */
    void write(Invocation in, ChatReply reply, Throwable failure) {
        Instant now = clock.instant();
        long nanos = System.nanoTime();
        in.end(nanos);
        NanoUsd computeCost = costs.leave(in, nanos);
        Optional<NanoUsd> modelCost = costs.book(in);
        List<Call> calls = in.completion == null ? List.of() : in.completion.calls();
        Optional<Call> call = calls.isEmpty() ? Optional.empty() : Optional.of(calls.get(calls.size() - 1));
        Optional<Refusal> refusal = failure instanceof Refusal r ? Optional.of(r) : Optional.empty();
        turnLog.write(new TurnRecord(
                TurnRecord.TYPE,
                now.toString(),
                in.call.requestId(),
                in.call.site().value(),
                in.session(hash),
                visitor(in),
                status(failure),
                reply != null ? reply.outcome() : outcome(failure),
                reply != null
                        ? reason(reply)
                        : refusal.map(r -> r.problem().name()).orElse("fault"),
                in.message == null ? null : reply != null ? reply.intent() : in.intent,
                in.routed == in.intent ? null : in.routed,
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
                call.isPresent() ? completions.promptVersion(in.message.site()) : null,
                call.map(Call::model).orElse(null),
                call.map(Call::responseModel).orElse(null),
                call.map(c -> sum(calls, TokenUsage::prompt)).orElse(null),
                call.map(c -> sum(calls, TokenUsage::cached)).orElse(null),
                call.map(c -> sum(calls, TokenUsage::completion)).orElse(null),
                modelCost.map(NanoUsd::value).orElse(null),
                computeCost.value(),
                call.map(c -> calls.stream().mapToInt(Call::attempts).sum()).orElse(null),
                calls.size() > 1 ? true : null,
                call.map(Records::error).orElse(null),
                Invocation.millis(nanos - in.call.arrivalNanos()),
                in.stepMs(),
                config.logTexts() && in.message != null ? guard.forReview(in.message.text()) : null,
                config.logTexts() && reply != null ? guard.forReview(reply.reply()) : null));
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

    private String visitor(Invocation in) {
        return in.message == null
                ? null
                : in.message.visitor().id().map(id -> hash.of("visitor", id)).orElse(null);
    }

    private static boolean isCommitted(Invocation in) {
        boolean written = !(in.committed instanceof Committed.Lost
                || in.committed instanceof Committed.Forgotten
                || in.committed instanceof Committed.Released);
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

    static String error(Call call) {
        return call.error() == null ? null : call.error().wire();
    }

    private static long sum(List<Call> calls, ToLongFunction<TokenUsage> tokens) {
        return calls.stream().mapToLong(c -> tokens.applyAsLong(c.usage())).sum();
    }

    private static Outcome outcome(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal.problem().status() == Problem.hungUp().status() ? Outcome.ABANDONED : Outcome.REFUSED;
        }
        return Outcome.FAILED;
    }
}
