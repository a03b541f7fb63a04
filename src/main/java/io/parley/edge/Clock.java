package io.parley.edge;

import io.parley.turn.NanoClock;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The clocks of the process, for whoever is handed the time. */
class Clock {
    @Produces
    @Singleton
    InstantSource wall() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    NanoClock monotonic() {
        return System::nanoTime;
    }
}
