package io.parley.handoff;

import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.regex.Pattern;

/** Who takes over what, and until when. */
@ConfigMapping(prefix = "parley.handoff")
public interface HandoffConfig {
    /** The queue of every intent that has none of its own. */
    @WithDefault("support")
    String queue();

    /** From hand-off to the time by which a person should have answered. */
    @WithDefault("1h")
    Duration sla();

    default void check() {
        boolean name = Pattern.matches("[A-Za-z0-9_-]{1,64}", queue());
        Settings.require(name, "parley.handoff.queue", "must be 1..64 of A-Z a-z 0-9 _ -");
        Settings.within("parley.handoff.sla", sla(), Duration.ofMinutes(1), Duration.ofDays(30));
    }
}
