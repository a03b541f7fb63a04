package io.parley.alerts;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Who is told when somebody should look. */
@ConfigMapping(prefix = "parley.alerts")
public interface AlertsConfig {
    /** Gets each alert as a Standard Webhooks message. */
    Optional<String> url();

    /** Signs it: {@code whsec_} and base64 of 24 to 64 bytes. */
    Optional<String> secret();
}
