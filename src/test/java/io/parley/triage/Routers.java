package io.parley.triage;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.Mappings;
import java.util.Map;

/** The router with nothing but the built-in data. */
final class Routers {
    static final Intents INTENTS = new Intents(Mappings.of(IntentsConfig.class, Map.of()), new ObjectMapper());

    private Routers() {}

    static IntentRouter builtIn() {
        return new IntentRouter(INTENTS);
    }
}
