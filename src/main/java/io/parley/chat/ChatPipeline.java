package io.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.chat.Decision.Fall;
import io.parley.chat.Decision.GiveUp;
import io.parley.chat.Decision.HandOff;
import io.parley.chat.Decision.HumanOwns;
import io.parley.chat.Decision.Replay;
import io.parley.completion.Completion;
import io.parley.completion.Completions;
import io.parley.completion.Question;
import io.parley.cost.ComputeMeter;
import io.parley.edge.EdgeCall;
import io.parley.edge.EdgeConfig;
import io.parley.handoff.Deliveries;
import io.parley.knowledge.Knowledge;
import io.parley.session.Admission;
import io.parley.session.Booked;
import io.parley.session.Commit;
import io.parley.session.SessionState;
import io.parley.session.SessionStore;
import io.parley.telemetry.Step;
import io.parley.triage.Intents;
import io.parley.turn.FallbackReason;
import io.parley.turn.HandoffReason;
import io.parley.turn.Language;
import io.parley.turn.Mode;
import io.parley.turn.Owner;
import io.parley.turn.PerSite;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The path of one message. The only class that knows the order of its steps. */
@Singleton
class ChatPipeline {
    /** Left of the deadline for the commit and the way back, after the model has had its time. */
    private static final Duration AFTER_MODEL = Duration.ofMillis(350);

    private static final Duration AFTER_DELIVERY = Duration.ofMillis(100);

    private final PerSite<Language> languages;
    private final SessionStore sessions;
    private final Decisions decisions;
    private final Intents intents;
    private final Knowledge knowledge;
    private final Completions completions;
    private final Guard guard;
    private final Deliveries deliveries;
    private final Answers answers;
    private final ComputeMeter compute;
    private final Costs costs;
    private final Refusals refusals;
    private final Records records;

    ChatPipeline(
            ChatConfig config,
            SessionStore sessions,
            Decisions decisions,
            Intents intents,
            Knowledge knowledge,
            Completions completions,
            Guard guard,
            Deliveries deliveries,
            Answers answers,
            ComputeMeter compute,
            Costs costs,
            Refusals refusals,
            Records records) {
        this.languages = config.languages();
        this.sessions = sessions;
        this.decisions = decisions;
        this.intents = intents;
        this.knowledge = knowledge;
        this.completions = completions;
        this.guard = guard;
        this.deliveries = deliveries;
        this.answers = answers;
        this.compute = compute;
        this.costs = costs;
        this.refusals = refusals;
        this.records = records;
    }

    void check(@Observes StartupEvent event, EdgeConfig edge) {
        completions.requireTime(edge.deadline().minus(AFTER_MODEL));
        intents.profiles()
                .forEach((property, profile) -> Settings.require(
                        completions.profiles().contains(profile), property, "is none of parley.model.profiles"));
    }

    Uni<ChatReply> answer(EdgeCall call, JsonNode body) {
        Invocation in = new Invocation(call, body, compute.enter(System.nanoTime()));
        return Uni.createFrom()
                .deferred(() -> admit(in))
                .chain(admission -> complete(in, admission))
                .chain(completion -> commit(in, completion))
                .chain(booked -> deliver(in, booked))
                .map(delivered -> answers.standing(in))
                .onItemOrFailure()
                .invoke((reply, failure) -> records.write(in, reply, failure));
    }

    private Uni<Admission> admit(Invocation in) {
        in.enter(Step.VALIDATE);
        SiteId site = in.call.site();
        in.message = MessageReader.read(in.body, in.call.caller(), site, languages.of(site));
        in.enter(Step.GUARD); // admission stores the message with what is found here
        guard.inspect(in);
        in.body = null;
        in.enter(Step.TRIAGE); // and holds what the model for it may cost
        decisions.route(in);
        in.enter(Step.ADMIT);
        return sessions.admit(in.message, in.isHeld(), in.call.deadline().remaining(), costs.funds(in));
    }

    private void take(Invocation in, Admission admission) {
        if (admission instanceof Admission.Admitted admitted) {
            in.admitted = admitted;
            refusals.limitHeaders(in.call, admitted.limits());
            costs.admitted(in.message.site(), admitted.held());
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

    /** What needs no further look at the message: a person has the session, or shall have every one of the site. */
    private static Decision decisionOf(SessionState state) {
        if (state.owner() == Owner.HUMAN) {
            return new HumanOwns(state.ticket());
        }
        return state.mode() == Mode.HANDOFF ? new HandOff(HandoffReason.INTENT) : null;
    }

    /** Emits null if no model is asked. */
    private Uni<Completion> complete(Invocation in, Admission admission) {
        take(in, admission);
        in.enter(Step.TRIAGE);
        decisions.triage(in);
        in.enter(Step.GROUND);
        if (!in.isDecided()) {
            in.articles = knowledge.find(in.message.site(), in.message.text());
        }
        in.enter(Step.COMPLETE);
        if (in.isDecided()) {
            return Uni.createFrom().nullItem();
        }
        return completions.complete(
                new Question(
                        in.message,
                        in.rule.profile(),
                        in.articles,
                        in.window,
                        in.admitted.state().epoch(),
                        in.suspect.isPresent(),
                        in.admitted.state().now()),
                in.call.deadline().earlierBy(AFTER_MODEL),
                in.call.hungUp());
    }

    /** Emits null if there is nothing to be written. */
    private Uni<Booked> commit(Invocation in, Completion completion) {
        in.completion = completion;
        in.enter(Step.DECIDE);
        decisions.decide(in);
        in.enter(Step.COMMIT);
        if (in.decision instanceof GiveUp) {
            return sessions.commit(Commit.givenUp(in.message, in.admitted.state(), costs.settlement(in)));
        }
        in.reply = answers.ordinary(in);
        return in.admitted == null
                ? Uni.createFrom().nullItem()
                : sessions.commit(answers.commit(in, costs.settlement(in)));
    }

    private void take(Invocation in, Booked booked) {
        in.committed = booked.committed();
        in.claim = booked.claim();
        costs.committed(in, booked);
    }

    /** Within the invocation: after it, a serverless instance may have no processor. What fails here is tried again by the scheduler. */
    private Uni<?> deliver(Invocation in, Booked booked) {
        if (booked != null) {
            take(in, booked);
        }
        in.enter(Step.DELIVER);
        if (in.claim.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Duration within = in.call
                .deadline()
                .earlierBy(AFTER_DELIVERY)
                .atMost(Deliveries.AT_ONCE)
                .remaining();
        return deliveries.deliver(in.message.site(), in.claim.get(), within);
    }
}
