package io.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Caller;
import io.parley.edge.EdgeCall;
import io.parley.edge.Problem;
import io.parley.edge.Refusal;
import io.parley.guard.InputGuard;
import io.parley.handoff.Updates;
import io.parley.handoff.Updates.Answer;
import io.parley.handoff.Updates.Query;
import io.parley.session.Limit;
import io.parley.session.SessionConfig;
import io.parley.telemetry.TurnLog;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.Visitor;
import io.quarkus.funqy.Funq;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code POST /updates}: what people answered since the page last asked, and who has the conversation. */
public class UpdatesFunction {
    private static final int WAIT_SECONDS_MAX = 8;
    private static final int CURSOR_CHARACTERS_MAX = 41;
    private static final Pattern CURSOR = Pattern.compile("\\d{1,20}-\\d{1,20}");

    /** Left of the deadline for the second look and the way back. */
    private static final Duration AFTER_WAIT = Duration.ofMillis(500);

    private static final String POLICY = "updates";

    private final Updates updates;
    private final Limit limit;
    private final TurnLog log;
    private final CurrentVertxRequest request;

    UpdatesFunction(Updates updates, SessionConfig config, TurnLog log, CurrentVertxRequest request) {
        this.updates = updates;
        this.limit = config.limit().updates();
        this.log = log;
        this.request = request;
    }

    /** What a call asks for. */
    private record Wish(Query query, Duration patience) {}

    /** @param body {@code { "sessionId", "messageId", "visitor": { "id" }, "cursor", "waitSeconds" }}, the last three optional */
    @Funq("updates")
    public Uni<UpdatesReply> updates(JsonNode body) {
        EdgeCall call = EdgeCall.takeChat(request.getCurrent());
        return Uni.createFrom()
                .item(() -> wish(call, body))
                .chain(wish -> updates.read(wish.query, wish.patience, call.hungUp()))
                .map(this::reply)
                .onFailure()
                .transform(Refusal::ofState);
    }

    private UpdatesReply reply(Answer answer) {
        if (answer instanceof Answer.Limited limited) {
            log.limitRefused(POLICY);
            throw new Refusal(Problem.quotaExceeded(List.of(POLICY), limited.retryAfter()));
        }
        if (answer instanceof Answer.News news) {
            return new UpdatesReply(
                    news.owner(),
                    news.cursor(),
                    news.messages().stream()
                            .map(m -> new UpdatesReply.Message(
                                    m.id(),
                                    m.role(),
                                    m.text(),
                                    m.agent().isEmpty() ? null : m.agent(),
                                    m.at().toString()))
                            .toList(),
                    news.ticket()
                            .map(t -> new UpdatesReply.TicketPart(t.state(), t.dueAt()))
                            .orElse(null));
        }
        throw new Refusal(Problem.foreignSession());
    }

    private Wish wish(EdgeCall call, JsonNode body) {
        MemberReader root = new MemberReader(body);
        root.onlyKnown(Set.of("sessionId", "messageId", "visitor", "cursor", "waitSeconds"));
        String session =
                root.required("sessionId", SessionId.CHARACTERS_MAX, SessionId::isValid, MessageReader.ID_RULE);
        String message =
                root.required("messageId", MessageId.CHARACTERS_MAX, MessageId::isValid, MessageReader.ID_RULE);
        String cursor = root.text(
                        "cursor",
                        CURSOR_CHARACTERS_MAX,
                        c -> CURSOR.matcher(c).matches(),
                        "must be one that this function has answered")
                .orElse("");
        Optional<String> visitor =
                root.object("visitor").map(MessageReader::visitor).flatMap(Visitor::id);
        Duration wait = wait(root, body.path("waitSeconds"));
        boolean vouched = true;
        if (call.caller() instanceof Caller.Backend backend) {
            MessageReader.requireSigned(root, message, backend);
        } else if (call.caller() instanceof Caller.Browser browser) {
            MessageReader.requireOf(browser.ticket(), root, session);
            root.require(visitor.isEmpty(), "visitor", MessageReader.SAID_BY_TICKET);
            visitor = browser.ticket().visitor().map(InputGuard::normalised);
            vouched = false;
        }
        if (!root.errors().isEmpty()) {
            throw new Refusal(Problem.unprocessable(root.errors()));
        }
        Duration left = call.deadline().earlierBy(AFTER_WAIT).atMost(wait).remaining();
        return new Wish(
                new Query(call.site(), new SessionId(session), visitor, vouched, cursor, limit.quota(), limit.window()),
                left);
    }

    private static Duration wait(MemberReader root, JsonNode seconds) {
        if (seconds.isMissingNode() || seconds.isNull()) {
            return Duration.ZERO;
        }
        boolean sound = seconds.isIntegralNumber() && seconds.intValue() >= 0 && seconds.intValue() <= WAIT_SECONDS_MAX;
        root.require(sound, "waitSeconds", "must be a whole number from 0 to " + WAIT_SECONDS_MAX);
        return sound ? Duration.ofSeconds(seconds.intValue()) : Duration.ZERO;
    }
}
