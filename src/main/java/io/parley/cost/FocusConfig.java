package io.parley.cost;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What stands in exports and nowhere else. */
@ConfigMapping(prefix = "parley.focus")
public interface FocusConfig {
    @WithDefault("parley")
    String billingAccountId();

    Optional<String> billingAccountName();
}
