package io.parley.chat;

import io.parley.chat.Decision.Complete;
import io.parley.chat.Decision.Fall;
import io.parley.chat.Decision.GiveUp;
import io.parley.chat.Decision.HandOff;
import io.parley.chat.Decision.HumanOwns;
import io.parley.chat.Decision.Replay;
import io.parley.completion.Answer;
import io.parley.edge.Problem;
import io.parley.edge.Refusal;
import io.parley.guard.OutputGuard;
import io.parley.handoff.Draft;
import io.parley.handoff.Escalation;
import io.parley.handoff.Ticket;
import io.parley.handoff.Tickets;
import io.parley.session.Commit;
import io.parley.session.Commit.Filing;
import io.parley.session.Commit.Low;
import io.parley.session.Commit.Unresolved;
import io.parley.session.Committed;
import io.parley.session.SessionState;
import io.parley.session.SessionState.OpenTicket;
import io.parley.session.Settlement;
import io.parley.triage.Intents;
import io.parley.turn.FallbackReason;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Outcome;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What decisions come to: the answer, and what is to be written with it. */
@Singleton
class Answers {
    private final Intents intents;
    private final Tickets tickets;
    private final Replies replies;
    private final Guard guard;

    Answers(Intents intents, Tickets tickets, Replies replies, Guard guard) {
        this.intents = intents;
        this.tickets = tickets;
        this.replies = replies;
        this.guard = guard;
    }

    /** What is answered unless the commit says otherwise. A hand-off is promised only once its ticket is stored. */
    ChatReply ordinary(Invocation in) {
        if (in.decision instanceof Complete complete) {
            return replies.completion(in.message, complete.answer(), in.intent, in.articles);
        }
        if (in.decision instanceof HumanOwns owns) {
            return replies.humanOwns(in.message, owns.ticket(), in.intent);
        }
        if (in.decision instanceof Replay replay) {
            return replayed(in, replay.reply(), replay.ticket());
        }
        if (in.decision instanceof HandOff handOff && handOff.first() != null) {
            return replies.completion(in.message, handOff.first(), in.intent, in.articles);
        }
        FallbackReason reason = in.decision instanceof Fall fall ? fall.reason() : FallbackReason.STATE_UNAVAILABLE;
        return replies.fallback(in.message, reason, in.intent);
    }

    /** What is to be written with the ordinary answer, or, if the commit files the ticket, in the place of it. */
    Commit commit(Invocation in, Settlement settlement) {
        in.draft = draft(in);
        Answer first = in.decision instanceof HandOff handOff ? handOff.first() : null;
        in.handoffReply = in.draft.map(d -> replies.handoff(in.message, d, in.intent, first));
        String text =
                in.decision instanceof Complete complete ? complete.answer().text() : "";
        Optional<Filing> filing = in.draft.map(d -> filing(in, d));
        return new Commit(
                in.message,
                in.admitted.state(),
                Optional.of(replies.json(in.reply)),
                text,
                in.intent,
                low(in),
                unresolved(in),
                filing,
                settlement);
    }

    /** The ticket that this turn files, or files if it makes the streak full. */
    private Optional<Draft> draft(Invocation in) {
        Optional<HandoffReason> reason =
                in.decision instanceof HandOff handOff ? Optional.of(handOff.reason()) : in.escalation.reason();
        SessionState state = in.admitted.state();
        return reason.map(why -> tickets.draft(
                UUID.randomUUID().toString(),
                in.message,
                in.intent,
                why,
                intents.rule(in.message.site(), in.intent).queue(),
                in.window,
                state.now()));
    }

    private Filing filing(Invocation in, Draft draft) {
        int atStreak = in.decision instanceof HandOff ? 0 : Escalation.LOW_CONFIDENCE_STREAK;
        Ticket ticket = draft.ticket();
        OpenTicket open = new OpenTicket(ticket.id(), ticket.queue(), Instant.parse(ticket.dueAt()));
        ChatReply reply = in.handoffReply.orElseThrow();
        return new Filing(
                atStreak,
                open,
                ticket.reason(),
                tickets.json(ticket),
                ticket.summary(),
                draft.desk().wire(),
                draft.lateAt(),
                draft.overdue().wire(),
                draft.seen(),
                replies.json(reply),
                reply.reply());
    }

    /** A greeting asks nothing, and of what the guard holds back nobody should learn. */
    private Unresolved unresolved(Invocation in) {
        String reason = "";
        if (in.decision instanceof Fall fall && fall.reason() != FallbackReason.BLOCKED) {
            reason = fall.reason().wire();
        } else if (in.decision instanceof Complete && in.escalation.low()) {
            reason = in.escalation.reason().map(HandoffReason::wire).orElse("");
        }
        boolean asks = in.intent != Intent.GREETING && (!reason.isEmpty() || in.draft.isPresent());
        return asks ? new Unresolved(reason, guard.forReview(in.message.text())) : new Unresolved("", "");
    }

    private static Low low(Invocation in) {
        if (in.escalation.low()) {
            return Low.RAISE;
        }
        boolean answered =
                in.decision instanceof Complete complete && complete.answer().action() != Answer.Action.CLARIFY;
        return answered ? Low.RESET : Low.KEEP;
    }

    /** What the commit left standing. */
    ChatReply standing(Invocation in) {
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
        String answer = replies.answerIn(reply, in.message);
        if (answer.isEmpty()) {
            return reply;
        }
        OutputGuard.Verdict verdict = guard.check(in, answer);
        if (!verdict.isHeld()) {
            return reply.withText(verdict.text() + reply.reply().substring(answer.length()));
        }
        return reply.outcome() == Outcome.HANDOFF
                ? reply.withText(replies.promise(in.message))
                : replies.fallback(in.message, verdict.reason().fallback(), reply.intent())
                        .asReplayed();
    }
}
