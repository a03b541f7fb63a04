package io.parley.triage;

import io.parley.turn.Intent;
import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** What is set of intents in the place of the built-in data: for all sites, and for one, which wins. */
@ConfigMapping(prefix = "parley")
public interface IntentsConfig {
    ByIntent intents();

    Map<String, Site> sites();

    interface Site {
        ByIntent intents();
    }

    /** Named one by one, for a map's keys do not survive the way through an environment variable. */
    interface ByIntent {
        OfIntent billing();

        OfIntent refund();

        OfIntent technical();

        OfIntent orderStatus();

        OfIntent account();

        OfIntent human();

        OfIntent greeting();

        OfIntent other();

        default OfIntent of(Intent intent) {
            return switch (intent) {
                case BILLING -> billing();
                case REFUND -> refund();
                case TECHNICAL -> technical();
                case ORDER_STATUS -> orderStatus();
                case ACCOUNT -> account();
                case HUMAN -> human();
                case GREETING -> greeting();
                case OTHER -> other();
            };
        }
    }

    interface OfIntent {
        Optional<IntentPolicy> policy();

        /** One of {@code parley.model.profiles}, or {@code standard}. */
        Optional<String> profile();

        /** Of tickets; {@code parley.handoff.queue} if not set. */
        Optional<String> queue();
    }
}
