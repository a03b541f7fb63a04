package io.parley.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Caller;
import io.parley.edge.EdgeCall;
import io.parley.edge.Problem;
import io.parley.edge.Problem.MemberError;
import io.parley.edge.Refusal;
import io.parley.session.ModeSwitch;
import io.parley.session.ModeSwitch.Change;
import io.parley.session.ModeSwitch.Setting;
import io.parley.telemetry.AuditLog;
import io.parley.turn.Mode;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code POST /mode}: sets a site's switch for every instance at once, or says how it stands. */
public class ModeFunction {
    static final String NAME = "mode";
    private static final Set<String> MEMBERS = Set.of("mode", "why", "until");

    /** What has no end of its own is kept no longer. */
    private static final Duration UNTIL_MAX = Duration.ofDays(400);

    private final ModeSwitch modes;
    private final Audit audit;
    private final AuditLog log;
    private final CurrentVertxRequest request;
    private final InstantSource clock;

    ModeFunction(ModeSwitch modes, Audit audit, AuditLog log, CurrentVertxRequest request, InstantSource clock) {
        this.modes = modes;
        this.audit = audit;
        this.log = log;
        this.request = request;
        this.clock = clock;
    }

    /**
     * The answer of the function.
     *
     * @param inForce what messages are answered by
     * @param forcedBy the variable of the deployment that overrides what is set; null if none does
     * @param before null if nothing was set
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Switched(String site, Mode inForce, String forcedBy, Setting set, Setting before) {}

    /** What the body asks for; without a mode it asks how things stand. */
    private record Wish(Optional<Mode> mode, String why, Optional<Instant> until) {}

    /** @param body {@code { "mode": "static", "why": "…", "until": "2026-11-22T18:00:00Z" }}, or {@code {}} to read */
    @Funq(NAME)
    public Uni<Switched> mode(JsonNode body) {
        EdgeCall call = EdgeCall.takeOperator(request.getCurrent());
        return Uni.createFrom()
                .item(() -> wish(body))
                .chain(wish -> change(call, wish))
                .onFailure()
                .transform(Refusal::ofState)
                .onItemOrFailure()
                .invoke((item, failure) -> audit.write(call, NAME, null, item, failure));
    }

    private Uni<Switched> change(EdgeCall call, Wish wish) {
        if (wish.mode.isEmpty()) {
            return modes.read(call.site()).map(change -> switched(call, change, null));
        }
        String by = call.caller() instanceof Caller.Operator operator ? operator.name() : "";
        return modes.set(call.site(), wish.mode.get(), by, wish.why, wish.until)
                .invoke(change -> {
                    if (change.past()) {
                        throw refusal(List.of(new MemberError("#/until", "must be in the future")));
                    }
                    log.modeChanged(wish.mode.get());
                })
                .map(change -> switched(call, change, change.before()));
    }

    private static Switched switched(EdgeCall call, Change change, Setting before) {
        boolean forced = change.inForce() != change.now().mode();
        return new Switched(call.site().value(), change.inForce(), forced ? "PARLEY_MODE" : null, change.now(), before);
    }

    private Wish wish(JsonNode body) {
        List<MemberError> errors = new ArrayList<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                errors.add(new MemberError("#", "takes the members mode, why and until alone"));
            }
        });
        Optional<Mode> mode = mode(body.path("mode"), errors);
        String why = body.isEmpty() ? "" : OperatorMembers.why(body, errors);
        Optional<Instant> until = until(body.path("until"), errors);
        if (!body.isEmpty() && body.path("mode").isMissingNode()) {
            errors.add(new MemberError("#/mode", "is required"));
        }
        if (!errors.isEmpty()) {
            throw refusal(errors);
        }
        return new Wish(mode, why, until);
    }

    private static Optional<Mode> mode(JsonNode node, List<MemberError> errors) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        for (Mode mode : Mode.values()) {
            if (mode.wire().equals(node.textValue())) {
                return Optional.of(mode);
            }
        }
        errors.add(new MemberError("#/mode", "must be live, static or handoff"));
        return Optional.empty();
    }

    private Optional<Instant> until(JsonNode node, List<MemberError> errors) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        try {
            Instant until = OffsetDateTime.parse(node.isTextual() ? node.textValue() : "")
                    .toInstant();
            // What is merely past is the server's to tell, by its own clock; no clock reads what is further off.
            if (Duration.between(clock.instant(), until).abs().compareTo(UNTIL_MAX) > 0) {
                errors.add(new MemberError(
                        "#/until", "must be in the future, at most " + UNTIL_MAX.toDays() + " days ahead"));
            }
            return Optional.of(until);
        } catch (DateTimeException e) {
            errors.add(new MemberError("#/until", "must be a time such as 2026-12-01T18:00:00Z"));
            return Optional.empty();
        }
    }

    private static Refusal refusal(List<MemberError> errors) {
        return new Refusal(Problem.unprocessable(errors));
    }
}
