package io.parley.turn;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/** Checks of configuration at start-up. Each failure stops the process with one line that begins with the property's name. */
public final class Settings {
    private Settings() {}

    public static void require(boolean holds, String property, String rule) {
        if (!holds) {
            throw new ConfigurationException(property + " " + rule, Set.of(property));
        }
    }

    public static void within(String property, long value, long min, long max) {
        require(value >= min && value <= max, property, "must be from " + min + " to " + max);
    }

    public static void within(String property, Duration value, Duration min, Duration max) {
        boolean holds = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
        require(holds, property, "must be from " + min.toMillis() + " ms to " + max.toMillis() + " ms");
    }

    public static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
