package io.parley.handoff;

import io.parley.turn.Intent;
import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Who takes over what, and until when. */
@ConfigMapping(prefix = "parley.handoff")
public interface HandoffConfig {
    /** The queue of every intent that has none of its own. */
    @WithDefault("support")
    String queue();

    /** Queues by intent, such as {@code parley.handoff.queues.billing=finance}. */
    Map<String, String> queues();

    /** From hand-off to the time by which a person should have answered. */
    @WithDefault("1h")
    Duration sla();

    default String queueOf(Intent intent) {
        return queues().getOrDefault(intent.wire(), queue());
    }

    default void check() {
        Pattern name = Pattern.compile("[A-Za-z0-9_-]{1,64}");
        Settings.require(name.matcher(queue()).matches(), "parley.handoff.queue", "must be 1..64 of A-Z a-z 0-9 _ -");
        queues().forEach((intent, queue) -> {
            String property = "parley.handoff.queues." + intent;
            Settings.require(Intent.of(intent).isPresent(), property, "names no intent");
            Settings.require(name.matcher(queue).matches(), property, "must be 1..64 of A-Z a-z 0-9 _ -");
        });
        Settings.within("parley.handoff.sla", sla(), Duration.ofMinutes(1), Duration.ofDays(30));
    }
}
