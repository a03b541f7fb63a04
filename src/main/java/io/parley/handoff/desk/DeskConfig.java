package io.parley.handoff.desk;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where people answer: for all, for a queue, for a site, and for a queue of a site. The most particular one that has a kind counts, as a
 * whole: a secret never goes to an address that another level names.
 */
@ConfigMapping(prefix = "parley")
public interface DeskConfig {
    Settings desk();

    Map<String, Queue> queues();

    Map<String, Site> sites();

    interface Queue {
        Settings desk();
    }

    interface Site {
        Settings desk();

        Map<String, Queue> queues();
    }

    interface Settings {
        Optional<DeskKind> kind();

        /** Of the webhook, or of the desk's API up to its host. */
        Optional<String> url();

        /** {@code whsec_} and base64 for a webhook; else the API's token or key. */
        Optional<String> secret();

        /** Zendesk: the e-mail address of the agent whose token it is. */
        Optional<String> user();

        /** Chatwoot: the number of the account, and of the API inbox. */
        OptionalInt account();

        OptionalInt inbox();

        /** With what the desk signs its events; for a webhook the {@code secret} if not set. */
        Optional<String> eventsSecret();
    }
}
