package io.parley.session;

import io.parley.turn.Mode;
import io.parley.turn.Settings;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Redis, the window, the limits and the mode. */
@ConfigMapping(prefix = "parley")
public interface SessionConfig {
    /** Overrides every site's own, unless it is {@code live}. */
    Optional<Mode> mode();

    Redis redis();

    Window window();

    Limits limit();

    interface Redis {
        /** {@code redis://[user:password@]host[:port][/db]}, or {@code rediss://} for TLS. Required in production. */
        Optional<String> url();

        /** How long Redis may be silent, while a call waits, before the state counts as unavailable. */
        @WithDefault("250ms")
        Duration timeout();
    }

    interface Window {
        /** Turns before the message that the model gets to see. */
        @WithDefault("8")
        int turns();

        /** Tokens, by estimate, that these turns may have together; the oldest are dropped first, and whole. */
        @WithDefault("1500")
        int tokens();
    }

    interface Limits {
        @WithDefault("20/1m")
        @WithConverter(Limit.FromText.class)
        Limit session();

        @WithDefault("60/1m")
        @WithConverter(Limit.FromText.class)
        Limit address();

        /** Calls of {@code /updates} for one session. */
        @WithDefault("60/1m")
        @WithConverter(Limit.FromText.class)
        Limit updates();
    }

    /** Whoever forces a deployment to be live has forced nothing: the switch must work. */
    default Optional<Mode> forcedMode() {
        return mode().filter(m -> m != Mode.LIVE);
    }

    /** The window and as much again: what a ticket's transcript shows, and what bounds a session's size. */
    default int turnsKept() {
        return Math.max(8, 2 * window().turns());
    }

    default void check() {
        boolean production = LaunchMode.current() == LaunchMode.NORMAL;
        Settings.require(
                redis().url().isPresent() || !production,
                "parley.redis.url",
                "(PARLEY_REDIS_URL) is required: redis://host:6379");
        redis().url().ifPresent(ConfiguredRedis::check);
        Settings.within("parley.redis.timeout", redis().timeout(), Duration.ofMillis(10), Duration.ofSeconds(2));
        Settings.within("parley.window.turns", window().turns(), 0, 50);
        Settings.within("parley.window.tokens", window().tokens(), 0, 100_000);
    }
}
