package io.parley.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.EdgeCall;
import io.parley.edge.Problem;
import io.parley.edge.Problem.MemberError;
import io.parley.edge.Refusal;
import io.parley.guard.InputGuard;
import io.parley.session.Erasure;
import io.parley.session.Erasure.Erased;
import io.parley.turn.KeyedHash;
import io.parley.turn.SessionId;
import io.parley.turn.Visitor;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code POST /forget}: erases all that is kept of a visitor, or of one session, and says what that was. */
public class ForgetFunction {
    static final String NAME = "forget";
    private static final Set<String> MEMBERS = Set.of("sessionId", "visitorId");

    private final Erasure erasure;
    private final Audit audit;
    private final KeyedHash hash;
    private final CurrentVertxRequest request;

    ForgetFunction(Erasure erasure, Audit audit, KeyedHash hash, CurrentVertxRequest request) {
        this.erasure = erasure;
        this.audit = audit;
        this.hash = hash;
        this.request = request;
    }

    /** The answer of the function. */
    @RegisterForReflection
    public record Forgotten(String site, Erased erased) {}

    /** @param body {@code { "visitorId": "…" }} or {@code { "sessionId": "…" }}; the header {@code Parley-Site} names the site */
    @Funq(NAME)
    public Uni<Forgotten> forget(JsonNode body) {
        EdgeCall call = EdgeCall.takeOperator(request.getCurrent());
        String subject = null;
        Uni<Erased> erased;
        try {
            refuseWrong(body);
            boolean visitor = body.hasNonNull("visitorId");
            String id = body.get(visitor ? "visitorId" : "sessionId").textValue();
            subject = hash.of(visitor ? "visitor" : "session", id);
            erased = visitor
                    ? erasure.forgetVisitor(call.site(), InputGuard.normalised(id))
                    : erasure.forget(call.site(), new SessionId(id));
        } catch (Refusal e) {
            erased = Uni.createFrom().failure(e);
        }
        String whom = subject;
        return erased.onFailure()
                .transform(Refusal::ofState)
                .onItemOrFailure()
                .invoke((item, failure) -> audit.write(call, NAME, whom, item, failure))
                .map(item -> new Forgotten(call.site().value(), item));
    }

    private static void refuseWrong(JsonNode body) {
        List<MemberError> errors = new ArrayList<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                errors.add(new MemberError("#", "takes the members sessionId and visitorId alone"));
            }
        });
        JsonNode session = body.path("sessionId");
        JsonNode visitor = body.path("visitorId");
        if (!session.isMissingNode() && !(session.isTextual() && SessionId.isValid(session.textValue()))) {
            errors.add(new MemberError("#/sessionId", "must be 1..64 of A-Z a-z 0-9 _ -"));
        }
        if (!visitor.isMissingNode() && !isVisitor(visitor)) {
            errors.add(new MemberError("#/visitorId", "must be a string of 1.." + Visitor.ID_CHARACTERS_MAX));
        }
        if (session.isMissingNode() == visitor.isMissingNode()) {
            errors.add(new MemberError("#", "must have one of sessionId and visitorId"));
        }
        if (!errors.isEmpty()) {
            throw new Refusal(Problem.unprocessable(errors));
        }
    }

    private static boolean isVisitor(JsonNode visitor) {
        return visitor.isTextual()
                && !visitor.textValue().isBlank()
                && visitor.textValue().codePointCount(0, visitor.textValue().length()) <= Visitor.ID_CHARACTERS_MAX;
    }
}
