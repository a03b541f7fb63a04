package io.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.chat.Decision.Complete;
import io.parley.chat.Decision.Fall;
import io.parley.chat.Decision.GiveUp;
import io.parley.chat.Decision.HandOff;
import io.parley.chat.Decision.HumanOwns;
import io.parley.chat.Decision.Replay;
import io.parley.completion.Answer;
import io.parley.completion.Completion;
import io.parley.completion.Completions;
import io.parley.completion.ModelError;
import io.parley.completion.Question;
import io.parley.cost.ComputeMeter;
import io.parley.edge.EdgeCall;
import io.parley.edge.Problem;
import io.parley.edge.Refusal;
import io.parley.guard.OutputGuard;
import io.parley.guard.Policy;
import io.parley.handoff.Escalation;
import io.parley.handoff.Escalation.Signals;
import io.parley.handoff.Ticket;
import io.parley.handoff.Tickets;
import io.parley.knowledge.Knowledge;
import io.parley.session.Admission;
import io.parley.session.Commit;
import io.parley.session.Commit.Filing;
import io.parley.session.Commit.Low;
import io.parley.session.Committed;
import io.parley.session.SessionState;
import io.parley.session.SessionState.OpenTicket;
import io.parley.session.SessionStore;
import io.parley.telemetry.Step;
import io.parley.triage.IntentRouter;
import io.parley.triage.Repeats;
import io.parley.turn.FallbackReason;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Outcome;
import io.parley.turn.Owner;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** The path of one message. The only class that knows the order of its steps. */
@ApplicationScoped
class ChatPipeline {
    /** Left of the deadline for the commit and the way back, after the model has had its time. */
    private static final Duration AFTER_MODEL = Duration.ofMillis(350);

    private final ChatConfig config;
    private final SessionStore sessions;
    private final IntentRouter router;
    private final Knowledge knowledge;
    private final Completions completions;
    private final Guard guard;
    private final Tickets tickets;
    private final Replies replies;
    private final ComputeMeter compute;
    private final Refusals refusals;
    private final Records records;

    ChatPipeline(
            ChatConfig config,
            SessionStore sessions,
            IntentRouter router,
            Knowledge knowledge,
            Completions completions,
            Guard guard,
            Tickets tickets,
            Replies replies,
            ComputeMeter compute,
            Refusals refusals,
            Records records) {
        this.config = config;
        this.sessions = sessions;
        this.router = router;
        this.knowledge = knowledge;
        this.completions = completions;
        this.guard = guard;
        this.tickets = tickets;
        this.replies = replies;
        this.compute = compute;
        this.refusals = refusals;
        this.records = records;
    }

    static void check(@Observes StartupEvent event, ChatConfig config) {
        config.check();
    }

    Uni<ChatReply> answer(EdgeCall call, JsonNode body) {
        long now = System.nanoTime();
        Invocation in = new Invocation(call, body, compute.enter(now), now);
        return Uni.createFrom()
                .item(in)
                .invoke(timed(Step.VALIDATE, this::validate))
                .invoke(timed(Step.GUARD, guard::inspect)) // admission stores the message with what is found here
                .chain(timedCall(Step.ADMIT, this::admit))
                .invoke(timed(Step.TRIAGE, this::triage))
                .invoke(timed(Step.GROUND, this::ground))
                .chain(timedCall(Step.COMPLETE, this::complete))
                .invoke(timed(Step.DECIDE, this::decide))
                .chain(timedCall(Step.COMMIT, this::commit))
                .map(this::reply)
                .onItemOrFailure()
                .invoke((reply, failure) -> records.write(in, reply, failure));
    }

    private void validate(Invocation in) {
        in.message =
                MessageReader.read(in.body, in.call.caller(), in.call.site(), in.call.bodyDigest(), config.language());
    }

    private Uni<Void> admit(Invocation in) {
        return sessions.admit(in.message, in.isHeld(), in.call.deadline().remaining())
                .invoke(admission -> take(in, admission))
                .replaceWithVoid();
    }

    private void take(Invocation in, Admission admission) {
        if (admission instanceof Admission.Admitted admitted) {
            in.admitted = admitted;
            refusals.limitHeaders(in.call, admitted.limits());
            in.window = admitted.window();
            in.decision = decisionOf(admitted.state());
        } else if (admission instanceof Admission.Replayed replayed) {
            in.window = replayed.turns();
            in.decision = new Replay(replayed.reply(), replayed.ticket());
        } else if (admission instanceof Admission.Unavailable) {
            in.decision = new Fall(FallbackReason.STATE_UNAVAILABLE);
        } else {
            throw refusals.of(in.call, admission);
        }
    }

    /** What needs no further look at the message: a person has the session, or the site's switch says so. */
    private static Decision decisionOf(SessionState state) {
        if (state.owner() == Owner.HUMAN) {
            return new HumanOwns(state.ticket());
        }
        return switch (state.mode()) {
            case LIVE -> null;
            case STATIC -> new Fall(FallbackReason.STATIC_MODE);
            case HANDOFF -> new HandOff(HandoffReason.INTENT);
        };
    }

    private void triage(Invocation in) {
        in.intent = router.route(in.message.text(), in.message.language());
        if (in.isDecided()) {
            return;
        }
        SessionState state = in.admitted.state();
        in.repeat = Repeats.isRepeat(in.message.text(), in.window, state.epoch(), state.now());
        in.escalation = Escalation.decide(new Signals(in.intent == Intent.HUMAN, false, false, false));
        if (in.escalation.when() == Escalation.When.NOW) {
            in.decision = new HandOff(in.escalation.reason().orElseThrow());
        } else if (in.isHeld()) {
            boolean block = in.suspect.orElseThrow().policy() == Policy.BLOCK;
            in.decision = block ? new Fall(FallbackReason.BLOCKED) : new HandOff(HandoffReason.INTENT);
        }
    }

    private void ground(Invocation in) {
        if (!in.isDecided()) {
            in.articles = knowledge.find(in.message.site(), in.message.text());
        }
    }

    private Uni<Void> complete(Invocation in) {
        if (in.isDecided()) {
            return Uni.createFrom().voidItem();
        }
        return completions
                .complete(
                        new Question(
                                in.message,
                                "standard",
                                in.articles,
                                in.window,
                                in.suspect.isPresent(),
                                in.admitted.state().now()),
                        in.call.deadline().earlierBy(AFTER_MODEL),
                        in.call.hungUp())
                .invoke(completion -> in.completion = completion)
                .replaceWithVoid();
    }

    private void decide(Invocation in) {
        if (in.isDecided()) {
            return;
        }
        if (in.completion instanceof Completion.Unanswered unanswered) {
            if (unanswered.error() == ModelError.HUNG_UP) {
                in.decision = new GiveUp();
                return;
            }
            FallbackReason reason = unanswered.error().reason();
            in.decision = new Fall(reason);
            in.low = reason == FallbackReason.UNUSABLE_ANSWER;
            in.escalation = Escalation.decide(new Signals(false, false, in.low, in.repeat));
            return;
        }
        Answer answer = ((Completion.Answered) in.completion).answer();
        OutputGuard.Verdict verdict = guard.check(in, answer.text());
        if (verdict.isHeld()) {
            in.decision = new Fall(FallbackReason.BLOCKED);
            in.low = verdict.reason().isLow();
            in.escalation = Escalation.decide(new Signals(false, false, in.low, in.repeat));
            return;
        }
        answer = answer.withText(verdict.text());
        boolean asks = answer.action() == Answer.Action.HANDOFF;
        in.low = asks || answer.confidence() < Escalation.CONFIDENCE_MIN || in.repeat;
        in.intent = answer.intent();
        in.escalation = Escalation.decide(new Signals(false, asks, in.low, in.repeat));
        in.decision = asks ? new HandOff(in.escalation.reason().orElseThrow()) : new Complete(answer);
    }

    private Uni<Void> commit(Invocation in) {
        if (in.decision instanceof GiveUp) {
            return sessions.commit(new Commit(
                            in.message,
                            in.admitted.state(),
                            Optional.empty(),
                            "",
                            in.intent,
                            Low.KEEP,
                            Optional.empty()))
                    .invoke(committed -> in.committed = committed)
                    .replaceWithVoid();
        }
        in.reply = ordinary(in);
        if (in.admitted == null) {
            return Uni.createFrom().voidItem();
        }
        in.ticket = ticket(in);
        in.handoffReply = in.ticket.map(t -> replies.handoff(in.message, t, in.intent));
        String text =
                in.decision instanceof Complete complete ? complete.answer().text() : "";
        Optional<Filing> filing = in.ticket.map(t -> filing(in, t));
        return sessions.commit(new Commit(
                        in.message,
                        in.admitted.state(),
                        Optional.of(replies.json(in.reply)),
                        text,
                        in.intent,
                        low(in),
                        filing))
                .invoke(committed -> in.committed = committed)
                .replaceWithVoid();
    }

    /** What is answered unless the commit says otherwise. A hand-off is promised only once its ticket is stored. */
    private ChatReply ordinary(Invocation in) {
        if (in.decision instanceof Complete complete) {
            return replies.completion(in.message, complete.answer(), in.intent, in.articles);
        }
        if (in.decision instanceof HumanOwns owns) {
            return replies.humanOwns(in.message, owns.ticket(), in.intent);
        }
        if (in.decision instanceof Replay replay) {
            return replayed(in, replay.reply(), replay.ticket());
        }
        FallbackReason reason = in.decision instanceof Fall fall ? fall.reason() : FallbackReason.STATE_UNAVAILABLE;
        return replies.fallback(in.message, reason, in.intent);
    }

    /** The ticket that this turn files, or files if it makes the streak full. */
    private Optional<Ticket> ticket(Invocation in) {
        Optional<HandoffReason> reason =
                in.decision instanceof HandOff handOff ? Optional.of(handOff.reason()) : in.escalation.reason();
        SessionState state = in.admitted.state();
        return reason.map(why -> tickets.draft(
                UUID.randomUUID().toString(),
                in.message,
                in.intent,
                why,
                in.window,
                state.now(),
                guard::redactedForTicket));
    }

    private Filing filing(Invocation in, Ticket ticket) {
        int atStreak = in.decision instanceof HandOff ? 0 : Escalation.LOW_CONFIDENCE_STREAK;
        OpenTicket open = new OpenTicket(ticket.id(), ticket.queue(), Instant.parse(ticket.dueAt()));
        ChatReply reply = in.handoffReply.orElseThrow();
        return new Filing(atStreak, open, tickets.json(ticket), replies.json(reply), reply.reply());
    }

    private static Low low(Invocation in) {
        if (in.low) {
            return Low.RAISE;
        }
        return in.decision instanceof Complete ? Low.RESET : Low.KEEP;
    }

    /** What the commit left standing. */
    private ChatReply reply(Invocation in) {
        if (in.decision instanceof GiveUp) {
            throw new Refusal(Problem.hungUp());
        }
        if (in.committed instanceof Committed.HandedOff) {
            in.reply = in.handoffReply.orElseThrow();
        } else if (in.committed instanceof Committed.Superseded superseded) {
            in.reply = replies.humanOwns(in.message, superseded.ticket(), in.intent);
        } else if (in.committed instanceof Committed.Replayed replayed) {
            in.reply = replayed(in, replayed.reply(), replayed.ticket());
        }
        return in.reply;
    }

    /** What was fit to be shown when it was stored need not be so by the rules of today. */
    private ChatReply replayed(Invocation in, String stored, Optional<OpenTicket> ticket) {
        ChatReply reply = replies.replay(in.message, stored, ticket);
        if (reply.outcome() != Outcome.COMPLETION) {
            return reply;
        }
        OutputGuard.Verdict verdict = guard.check(in, reply.reply());
        return verdict.isHeld()
                ? replies.fallback(in.message, FallbackReason.BLOCKED, reply.intent())
                        .asReplayed()
                : reply.withText(verdict.text());
    }

    private static Consumer<Invocation> timed(Step step, Consumer<Invocation> body) {
        return in -> {
            try {
                body.accept(in);
            } finally {
                in.mark(step, System.nanoTime());
            }
        };
    }

    private static Function<Invocation, Uni<? extends Invocation>> timedCall(
            Step step, Function<Invocation, Uni<Void>> body) {
        return in -> body.apply(in)
                .onTermination()
                .invoke(() -> in.mark(step, System.nanoTime()))
                .replaceWith(in);
    }
}
