package io.parley.completion;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What its owner lets the model know of a site. */
@ConfigMapping(prefix = "parley")
public interface BriefConfig {
    Map<String, Site> sites();

    interface Site {
        /** How the shop sounds: its manner, what it calls its customers, words that it uses or avoids. */
        Optional<String> voice();

        /** What is so: opening hours, addresses, what is sold, where it is shipped. */
        Optional<String> facts();

        /** What the shop does in which case: returns, cancellations, warranties, vouchers. */
        Optional<String> policies();

        /** Questions with the answers that the owner would give. */
        Optional<List<Example>> examples();
    }

    interface Example {
        String question();

        String answer();
    }
}
