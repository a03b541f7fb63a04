package io.parley.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Writes the turn record, one JSON line an invocation on logger {@value #LOGGER}, and counts it. */
@ApplicationScoped
public class TurnLog {
    public static final String LOGGER = "parley.turn";
    private static final Logger LOG = Logger.getLogger(LOGGER);

    private final ObjectMapper mapper;
    private final MeterRegistry meters;

    TurnLog(ObjectMapper mapper, MeterRegistry meters) {
        this.mapper = mapper;
        this.meters = meters;
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
        turn.stepMs().forEach(this::time);
    }

    /** A limit refused a message. */
    public void limitRefused(String policy) {
        meters.counter("parley.limit.refused", "policy", policy).increment();
    }

    private void time(Step step, double millis) {
        Timer.builder("parley.turn.duration")
                .tag("step", step.wire())
                .publishPercentileHistogram(false)
                .register(meters)
                .record(Duration.ofNanos((long) (millis * 1_000_000)));
    }
}
