package io.parley.fallback;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

/** Static replies that a site has in the place of the built-in ones. */
@ConfigMapping(prefix = "parley")
public interface ReplyConfig {
    Map<String, Site> sites();

    interface Site {
        /** By language, such as {@code de}, and key, such as {@code order-status}; see {@link ReplyText} for what may stand in one. */
        Map<String, Map<String, String>> replies();
    }
}
