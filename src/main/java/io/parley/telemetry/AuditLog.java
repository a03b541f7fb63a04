package io.parley.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.parley.turn.Mode;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Writes one JSON line for each call of an operator function, on logger {@value #LOGGER}. */
@Singleton
public class AuditLog {
    public static final String LOGGER = "parley.audit";
    private static final Logger LOG = Logger.getLogger(LOGGER);

    private final ObjectMapper mapper;
    private final MeterRegistry meters;

    AuditLog(ObjectMapper mapper, MeterRegistry meters) {
        this.mapper = mapper;
        this.meters = meters;
    }

    /** Somebody has set a site's mode. */
    public void modeChanged(Mode mode) {
        meters.counter("parley.mode.changes", "mode", mode.wire()).increment();
    }

    public void write(AuditLine line) {
        try {
            LOG.info(mapper.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an audit line is always written", e);
        }
    }
}
