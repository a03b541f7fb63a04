package io.parley.edge;

import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What every invocation is held to, whatever function it calls. */
@ConfigMapping(prefix = "parley")
public interface EdgeConfig {
    String OPERATOR_KEYS = "parley.operator-keys";

    Duration BODY_TIMEOUT = Duration.ofSeconds(5);

    /** Of the deadline, for the work on a body that has taken all of its time. */
    Duration AFTER_BODY = Duration.ofSeconds(1);

    /** From arrival to answer. Velo gives up at 14 s, and needs time to pass the answer on. */
    @WithDefault("9s")
    Duration deadline();

    /** How long a request's body may take to arrive, from its last header on; if not set 5 s, and at most half of the deadline. */
    Optional<Duration> bodyTimeout();

    /** Requests under way at once; one more is told to come again. Cloud Run sends an instance at most 1,000. */
    @WithDefault("1000")
    int concurrency();

    /**
     * Trusted proxies in front of the function, each of which appends to {@code X-Forwarded-For} whom it was called by: 1 on Cloud
     * Run, 2 behind a load balancer before it. 0 trusts nobody's word, and takes the connection's address.
     */
    @WithDefault("0")
    int forwardedHops();

    /** {@code name:sha256} of the keys that operators may use, the digest in hex; nobody is one if not set. */
    Optional<List<String>> operatorKeys();

    /** Keys the hashes of addresses, visitors and sessions; the model's key serves when it is not set. */
    Optional<String> hashKey();

    default Duration timeForBody() {
        Duration half = deadline().dividedBy(2);
        return bodyTimeout().orElse(half.compareTo(BODY_TIMEOUT) < 0 ? half : BODY_TIMEOUT);
    }

    default void check() {
        Settings.within("parley.deadline", deadline(), Duration.ofMillis(500), Duration.ofSeconds(13));
        bodyTimeout().ifPresent(time -> {
            Settings.within("parley.body-timeout", time, Duration.ofMillis(100), Duration.ofSeconds(30));
            Settings.require(
                    time.plus(AFTER_BODY).compareTo(deadline()) <= 0,
                    "parley.body-timeout",
                    "must leave " + AFTER_BODY.toMillis() + " ms of parley.deadline");
        });
        Settings.within("parley.concurrency", concurrency(), 1, 100_000);
        Settings.within("parley.forwarded-hops", forwardedHops(), 0, 10);
        Settings.require(hashKey().map(k -> k.length() >= 16).orElse(true), "parley.hash-key", "needs 16 characters");
    }
}
