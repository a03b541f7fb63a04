package io.parley.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.parley.turn.Intent;
import io.parley.turn.Outcome;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Writes the turn record, one JSON line an invocation on logger {@value #LOGGER}, and counts it. */
@Singleton
public class TurnLog {
    public static final String LOGGER = "parley.turn";
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Logger LOG = Logger.getLogger(LOGGER);

    private final ObjectMapper mapper;
    private final MeterRegistry meters;
    private final Map<Step, Timer> durations = new EnumMap<>(Step.class);
    private final Map<Kind, Counter> turns = new ConcurrentHashMap<>();

    /** The tags of a turn, all from closed sets. */
    private record Kind(Outcome outcome, String reason, Intent intent) {}

    TurnLog(ObjectMapper mapper, MeterRegistry meters) {
        this.mapper = mapper;
        this.meters = meters;
        for (Step step : Step.values()) {
            durations.put(
                    step,
                    Timer.builder("parley.turn.duration")
                            .tag("step", step.wire())
                            .register(meters));
        }
    }

    public void write(TurnRecord turn) {
        try {
            LOG.info(mapper.writeValueAsString(turn));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a turn record is always written", e);
        }
        turns.computeIfAbsent(new Kind(turn.outcome(), turn.reason(), turn.intent()), this::counter)
                .increment();
        if (turn.suspicion() != null) {
            guarded("input", turn.suspicion(), turn.policy());
        }
        if (turn.finding() != null) {
            guarded("output", turn.finding(), turn.withheld() ? "held" : "neutralised");
        }
        turn.stepMs()
                .forEach((step, millis) ->
                        durations.get(step).record((long) (millis * NANOS_PER_MILLI), TimeUnit.NANOSECONDS));
    }

    private Counter counter(Kind kind) {
        return meters.counter(
                "parley.turns",
                "outcome",
                kind.outcome.wire(),
                "reason",
                kind.reason == null ? "none" : kind.reason,
                "intent",
                kind.intent == null ? "none" : kind.intent.wire());
    }

    private void guarded(String stage, String reason, String action) {
        meters.counter("parley.guard.findings", "stage", stage, "reason", reason, "action", action)
                .increment();
    }

    /** A limit refused a message. */
    public void limitRefused(String policy) {
        meters.counter("parley.limit.refused", "policy", policy).increment();
    }
}
