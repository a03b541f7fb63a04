package io.parley.operator;

import io.parley.edge.Caller;
import io.parley.edge.EdgeCall;
import io.parley.edge.Refusal;
import io.parley.edge.Refused;
import io.parley.telemetry.AuditLine;
import io.parley.telemetry.AuditLog;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Set;

/** Says who did what, and who was kept from it. */
@Singleton
class Audit {
    private static final Set<String> FUNCTIONS = Set.of(
            "/" + ForgetFunction.NAME,
            "/" + ModeFunction.NAME,
            "/" + TicketRoutes.TICKETS,
            "/" + TicketRoutes.DELIVER,
            "/" + UsageRoutes.USAGE,
            "/" + UsageRoutes.CSV,
            "/" + UsageRoutes.BUDGET);

    private static final String ONE_TICKET = "/" + TicketRoutes.TICKETS + "/";

    private final AuditLog log;
    private final InstantSource clock;

    Audit(AuditLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /**
     * @param subject as keyed hash; null if the call did not come so far
     * @param failure null if it was done
     */
    void write(EdgeCall call, String function, String subject, Object detail, Throwable failure) {
        String operator = call.caller() instanceof Caller.Operator o ? o.name() : null;
        int status = failure == null
                ? 200
                : failure instanceof Refusal r ? r.problem().status() : 500;
        String reason = failure instanceof Refusal r ? r.problem().name() : failure == null ? null : "fault";
        log.write(new AuditLine(
                AuditLine.TYPE,
                clock.instant().toString(),
                call.requestId(),
                operator,
                function,
                call.site().value(),
                subject,
                status,
                reason,
                detail));
    }

    /** The edge let nobody through. */
    void write(@Observes Refused refused) {
        if (FUNCTIONS.contains(refused.path()) || refused.path().startsWith(ONE_TICKET)) {
            log.write(new AuditLine(
                    AuditLine.TYPE,
                    clock.instant().toString(),
                    refused.requestId(),
                    null,
                    refused.path().startsWith(ONE_TICKET) && !FUNCTIONS.contains(refused.path())
                            ? TicketRoutes.TICKETS
                            : refused.path().substring(1),
                    refused.site().value(),
                    null,
                    refused.problem().status(),
                    refused.problem().name(),
                    null));
        }
    }
}
