package io.parley.edge.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sites that may call, and from where. */
@ConfigMapping(prefix = "parley")
public interface SitesConfig {
    /**
     * By name. A name is matched without regard to case, and {@code .}, {@code _} and {@code -} are the same in it, because an
     * environment variable cannot tell them apart.
     */
    Map<String, Site> sites();

    Auth auth();

    interface Site {
        /** Standard Webhooks secrets, {@code whsec_} and base64 of 24 to 64 bytes; any of them may have signed. */
        Optional<List<String>> signingSecrets();

        /** Origins whose pages may call with a session ticket, such as {@code https://www.example.com}; none if not set. */
        Optional<List<String>> allowedOrigins();
    }

    interface Auth {
        /** Whether to refuse to start while no site has a signing secret. */
        @WithDefault("true")
        boolean required();
    }
}
