package io.parley.edge;

import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What every invocation is held to, whatever function it calls. */
@ConfigMapping(prefix = "parley")
public interface EdgeConfig {
    /** From arrival to answer. Velo gives up at 14 s, and needs time to pass the answer on. */
    @WithDefault("9s")
    Duration deadline();

    /** Keys the hashes of addresses, visitors and sessions; the model's key serves when it is not set. */
    Optional<String> hashKey();

    default void check() {
        Settings.within("parley.deadline", deadline(), Duration.ofMillis(500), Duration.ofSeconds(13));
        Settings.require(hashKey().map(k -> k.length() >= 16).orElse(true), "parley.hash-key", "needs 16 characters");
    }
}
