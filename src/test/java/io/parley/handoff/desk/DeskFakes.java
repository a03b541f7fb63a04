package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.Mappings;
import java.time.InstantSource;
import java.util.Map;

/** Desks that are configured, and never asked. */
public final class DeskFakes {
    private DeskFakes() {}

    public static Desks desks(Map<String, String> properties) {
        return new Desks(Mappings.of(DeskConfig.class, properties), null, new ObjectMapper(), InstantSource.system());
    }
}
