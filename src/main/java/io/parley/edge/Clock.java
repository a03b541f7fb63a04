package io.parley.edge;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The one wall clock of the process, for whoever is handed the time. */
class Clock {
    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }
}
