package io.parley.handoff;

import io.parley.turn.Settings;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** How pages wait for news. */
@ConfigMapping(prefix = "parley.updates")
public interface UpdatesConfig {
    /** Calls that may wait on an instance at the same time. One more is answered at once, as if it did not want to wait. */
    @WithDefault("2000")
    int waiting();

    /** Refuses what is wrong at start-up. */
    @Singleton
    class Check {
        void check(@Observes StartupEvent event, UpdatesConfig config) {
            Settings.within("parley.updates.waiting", config.waiting(), 0, 100_000);
        }
    }
}
