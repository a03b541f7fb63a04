package io.parley.chat;

import io.parley.edge.EdgeCall;
import io.parley.edge.Problem;
import io.parley.edge.Problem.MemberError;
import io.parley.edge.Refusal;
import io.parley.session.Admission;
import io.parley.session.LimitStatus;
import io.parley.telemetry.TurnLog;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** What an admission that is none means to the caller. */
@Singleton
class Refusals {
    private final TurnLog turnLog;

    Refusals(TurnLog turnLog) {
        this.turnLog = turnLog;
    }

    Refusal of(EdgeCall call, Admission admission) {
        return new Refusal(problem(call, admission));
    }

    private Problem problem(EdgeCall call, Admission admission) {
        if (admission instanceof Admission.InProgress) {
            return Problem.inProgress();
        }
        if (admission instanceof Admission.MessageReused) {
            return Problem.unprocessable(List.of(new MemberError("#/messageId", "was used before, with another text")));
        }
        if (admission instanceof Admission.ForeignVisitor) {
            return Problem.foreignSession();
        }
        if (admission instanceof Admission.Limited limited) {
            List<LimitStatus> violated =
                    limited.limits().stream().filter(LimitStatus::violated).toList();
            violated.forEach(status -> turnLog.limitRefused(status.policy()));
            limitHeaders(call, limited.limits());
            Duration wait = violated.stream()
                    .map(LimitStatus::reset)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            return Problem.quotaExceeded(
                    violated.stream().map(LimitStatus::policy).toList(), wait);
        }
        throw new IllegalStateException("an admission that is no refusal");
    }

    void limitHeaders(EdgeCall call, List<LimitStatus> limits) {
        if (!limits.isEmpty()) {
            call.header("RateLimit-Policy", LimitStatus.policies(limits));
            call.header("RateLimit", LimitStatus.states(limits));
        }
    }
}
