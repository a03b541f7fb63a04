package io.parley.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Writes the turn record, one JSON line an invocation on logger {@value #LOGGER}, and counts it. */
@ApplicationScoped
public class TurnLog {
    public static final String LOGGER = "parley.turn";
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Logger LOG = Logger.getLogger(LOGGER);

    private final ObjectMapper mapper;
    private final MeterRegistry meters;
    private final Map<Step, Timer> durations = new EnumMap<>(Step.class);

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
        meters.counter(
                        "parley.turns",
                        "outcome",
                        turn.outcome().wire(),
                        "reason",
                        turn.reason() == null ? "none" : turn.reason(),
                        "intent",
                        turn.intent() == null ? "none" : turn.intent().wire())
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

    private void guarded(String stage, String reason, String action) {
        meters.counter("parley.guard.findings", "stage", stage, "reason", reason, "action", action)
                .increment();
    }

    /** A limit refused a message. */
    public void limitRefused(String policy) {
        meters.counter("parley.limit.refused", "policy", policy).increment();
    }
}
