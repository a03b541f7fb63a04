package io.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.completion.Completion;
import io.parley.completion.Completion.Call;
import io.parley.edge.EdgeCall;
import io.parley.guard.InputGuard;
import io.parley.guard.Known;
import io.parley.guard.OutputGuard;
import io.parley.handoff.Draft;
import io.parley.handoff.Escalation;
import io.parley.redis.Claim;
import io.parley.session.Admission;
import io.parley.session.Committed;
import io.parley.telemetry.Step;
import io.parley.triage.Intents;
import io.parley.turn.Article;
import io.parley.turn.Charge;
import io.parley.turn.ComputeCharge;
import io.parley.turn.Intent;
import io.parley.turn.KeyedHash;
import io.parley.turn.Message;
import io.parley.turn.Turn;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One message on its way through the pipeline: each step reads what those before it found, and adds its own. */
final class Invocation {
    final EdgeCall call;
    final long computeEntered;

    /** Null once it is read: a thousand that wait for a model would keep a thousand of them. */
    JsonNode body;

    Message message;
    Optional<InputGuard.Suspect> suspect = Optional.empty();
    Admission.Admitted admitted;
    List<Turn> window = List.of();
    /** What the router took the message for, and what is therefore done about it. */
    Intent routed = Intent.OTHER;

    Intents.Rule rule;

    /** The router's, or what the model made of it. */
    Intent intent = Intent.OTHER;

    List<Article> articles = List.of();
    Completion completion;
    boolean repeat;
    Escalation escalation = Escalation.NONE;
    OutputGuard.Reason found;
    Decision decision;
    Optional<Draft> draft = Optional.empty();
    Optional<ChatReply> handoffReply = Optional.empty();
    ChatReply reply;
    Committed committed;

    /** What the desk is to be told now. */
    Optional<Claim> claim = Optional.empty();

    /** What the calls of models cost, as they were made; null until that is worked out. */
    List<Charge> charges;

    boolean settled;
    ComputeCharge counted;

    private final Map<Step, Double> stepMs = new EnumMap<>(Step.class);
    private Step step = Step.EDGE;
    private long enteredNanos;
    private String sessionHash;

    Invocation(EdgeCall call, JsonNode body, long computeEntered) {
        this.call = call;
        this.body = body;
        this.computeEntered = computeEntered;
        this.enteredNanos = call.arrivalNanos();
    }

    /** Ends the step under way, which a message may go through more than once. */
    void enter(Step next) {
        end(System.nanoTime());
        step = next;
    }

    /** Ends the last step, whichever that was. */
    void end(long nowNanos) {
        stepMs.merge(step, millis(nowNanos - enteredNanos), Double::sum);
        enteredNanos = nowNanos;
    }

    /** Whether the guard holds the message back. */
    boolean isHeld() {
        return suspect.map(InputGuard.Suspect::isHeld).orElse(false);
    }

    /**
     * What the answer may name.
     *
     * @param brief what the site's owner lets everybody know
     */
    Known known(List<String> brief) {
        List<String> trusted = new ArrayList<>(message.context().facts().values());
        trusted.addAll(brief);
        if (message.context().order() != null && message.context().order().trackingUrl() != null) {
            trusted.add(message.context().order().trackingUrl());
        }
        articles.forEach(article -> trusted.add(article.text()));
        List<String> said = new ArrayList<>(message.context().values());
        said.addAll(brief);
        said.add(message.text());
        window.forEach(turn -> said.add(turn.text()));
        articles.forEach(article -> said.add(article.text()));
        return new Known(said, trusted);
    }

    /** Those that the provider can have got. */
    List<Call> callsMade() {
        return completion == null
                ? List.of()
                : completion.calls().stream().filter(c -> c.attempts() > 0).toList();
    }

    /** The session's id as keyed hash; null if the message did not come so far. */
    String session(KeyedHash hash) {
        if (sessionHash == null && message != null) {
            sessionHash = hash.of("session", message.session().value());
        }
        return sessionHash;
    }

    boolean isDecided() {
        return decision != null;
    }

    Map<Step, Double> stepMs() {
        return stepMs;
    }

    /** Milliseconds to the microsecond. */
    static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
