package io.parley.handoff;

import io.parley.turn.Intent;
import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who takes over what, and until when. */
@ConfigMapping(prefix = "parley.handoff")
public interface HandoffConfig {
    /** The queue of every intent that has none of its own. */
    @WithDefault("support")
    String queue();

    Queues queues();

    /** From hand-off to the time by which a person should have answered. */
    @WithDefault("1h")
    Duration sla();

    /** Queues by intent. Named one by one, for a map's keys do not survive the way through an environment variable. */
    interface Queues {
        Optional<String> billing();

        Optional<String> refund();

        Optional<String> technical();

        Optional<String> orderStatus();

        Optional<String> account();

        Optional<String> human();

        Optional<String> other();

        default Optional<String> of(Intent intent) {
            return switch (intent) {
                case BILLING -> billing();
                case REFUND -> refund();
                case TECHNICAL -> technical();
                case ORDER_STATUS -> orderStatus();
                case ACCOUNT -> account();
                case HUMAN -> human();
                case GREETING, OTHER -> other();
            };
        }
    }

    default String queueOf(Intent intent) {
        return queues().of(intent).orElse(queue());
    }

    default void check() {
        Pattern name = Pattern.compile("[A-Za-z0-9_-]{1,64}");
        String rule = "must be 1..64 of A-Z a-z 0-9 _ -";
        Settings.require(name.matcher(queue()).matches(), "parley.handoff.queue", rule);
        for (Intent intent : Intent.values()) {
            String property = "parley.handoff.queues." + intent.wire().replace('_', '-');
            Settings.require(name.matcher(queueOf(intent)).matches(), property, rule);
        }
        Settings.within("parley.handoff.sla", sla(), Duration.ofMinutes(1), Duration.ofDays(30));
    }
}
