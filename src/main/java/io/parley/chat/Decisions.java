package io.parley.chat;

import io.parley.chat.Decision.Complete;
import io.parley.chat.Decision.Fall;
import io.parley.chat.Decision.GiveUp;
import io.parley.chat.Decision.HandOff;
import io.parley.completion.Answer;
import io.parley.completion.Completion;
import io.parley.completion.ModelError;
import io.parley.guard.OutputGuard;
import io.parley.guard.Policy;
import io.parley.handoff.Escalation;
import io.parley.handoff.Escalation.Signals;
import io.parley.handoff.Escalation.When;
import io.parley.session.SessionState;
import io.parley.triage.IntentPolicy;
import io.parley.triage.IntentRouter;
import io.parley.triage.Intents;
import io.parley.triage.Repeats;
import io.parley.turn.FallbackReason;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Mode;
import jakarta.inject.Singleton;

/** How a message is to be answered: by its intent's policy and the site's mode, then by what the model said. */
@Singleton
class Decisions {
    private final IntentRouter router;
    private final Intents intents;
    private final Guard guard;

    Decisions(IntentRouter router, Intents intents, Guard guard) {
        this.router = router;
        this.intents = intents;
        this.guard = guard;
    }

    /** By what the message says alone. */
    void route(Invocation in) {
        in.routed = router.route(in.message.text(), in.message.language());
        in.intent = in.routed;
        in.rule = intents.rule(in.message.site(), in.routed);
    }

    /** Whether a model is to be asked, unless the site's mode, its budget or the session's owner says otherwise. */
    static boolean mayAsk(Invocation in) {
        boolean byPolicy =
                in.rule.policy() == IntentPolicy.ANSWER || in.rule.policy() == IntentPolicy.ANSWER_THEN_HANDOFF;
        return byPolicy && !in.isHeld();
    }

    /** Before a model is asked, or instead of it. */
    void triage(Invocation in) {
        if (in.isDecided()) {
            return;
        }
        SessionState state = in.admitted.state();
        in.repeat = Repeats.isRepeat(in.message.text(), in.window, state.epoch(), state.now());
        boolean person = in.rule.policy() == IntentPolicy.HANDOFF;
        boolean requested = person && in.routed == Intent.HUMAN;
        boolean blocked = in.isHeld() && in.suspect.orElseThrow().policy() == Policy.BLOCK;
        if (blocked && !requested) { // who asks for a person gets one, whatever else is said
            in.decision = new Fall(FallbackReason.BLOCKED);
        } else if (person || in.isHeld()) {
            escalate(in, new Signals(requested, true, false, false, false, false));
        } else if (in.rule.policy() == IntentPolicy.STATIC || state.mode() == Mode.STATIC) {
            in.decision = new Fall(FallbackReason.STATIC_MODE);
        } else if (in.admitted.held().spent()) {
            withoutAnswer(in, FallbackReason.BUDGET_EXHAUSTED, false, false);
        }
    }

    private static void escalate(Invocation in, Signals signals) {
        in.escalation = Escalation.decide(signals);
        if (in.escalation.when() == When.NOW) {
            in.decision = new HandOff(in.escalation.reason().orElseThrow());
        }
    }

    /** After a model was asked. */
    void decide(Invocation in) {
        if (in.isDecided()) {
            return;
        }
        if (in.completion instanceof Completion.Unanswered unanswered) {
            if (unanswered.error() == ModelError.HUNG_UP) {
                in.decision = new GiveUp();
            } else {
                FallbackReason reason = unanswered.error().reason();
                withoutAnswer(in, reason, reason == FallbackReason.UNUSABLE_ANSWER, false);
            }
            return;
        }
        Answer answer = ((Completion.Answered) in.completion).answer();
        OutputGuard.Verdict verdict = guard.check(in, answer.text());
        if (verdict.isHeld()) {
            withoutAnswer(
                    in, verdict.reason().fallback(), false, verdict.reason().isLow());
            return;
        }
        withAnswer(in, answer.withText(verdict.text()));
    }

    /** The visitor gets a static reply, unless a person was to have the last word anyway. */
    private static void withoutAnswer(Invocation in, FallbackReason reason, boolean unsure, boolean held) {
        boolean person = in.rule.policy() == IntentPolicy.ANSWER_THEN_HANDOFF;
        // Who asks again because no model can be reached is helped by no other answer.
        boolean repeated = in.repeat && (unsure || held);
        escalate(in, new Signals(false, person, false, unsure, held, repeated));
        if (!in.isDecided()) {
            in.decision = new Fall(reason);
        }
    }

    private void withAnswer(Invocation in, Answer answer) {
        in.intent = refined(in.routed, answer.intent());
        IntentPolicy policy =
                in.rule.policy().and(intents.rule(in.message.site(), in.intent).policy());
        boolean asks = answer.action() == Answer.Action.HANDOFF;
        boolean clarifies = answer.action() == Answer.Action.CLARIFY;
        boolean sure = answer.confidence() >= Escalation.CONFIDENCE_MIN;
        boolean unsure = !sure && !clarifies;
        boolean thenPerson = policy == IntentPolicy.ANSWER_THEN_HANDOFF && !clarifies && !asks;
        if (policy == IntentPolicy.STATIC) {
            in.escalation = Escalation.decide(new Signals(false, false, asks, unsure, false, in.repeat));
            in.decision = new Fall(FallbackReason.STATIC_MODE);
            return;
        }
        boolean person = policy == IntentPolicy.HANDOFF;
        boolean requested = person && in.intent == Intent.HUMAN;
        escalate(in, new Signals(requested, person || thenPerson, asks, unsure, false, in.repeat));
        if (thenPerson && sure) {
            in.decision = new HandOff(HandoffReason.INTENT, answer);
        } else if (!in.isDecided()) {
            in.decision = new Complete(answer);
        }
    }

    /** A model may tell more exactly what a message is about, but not that it is about nothing in particular. */
    private static Intent refined(Intent routed, Intent byModel) {
        return byModel == Intent.OTHER || byModel == Intent.GREETING ? routed : byModel;
    }
}
