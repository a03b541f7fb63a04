package io.parley.session;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a limit stands after a message, in the terms of the IETF draft on RateLimit header fields.
 *
 * @param policy {@code session} or {@code address}
 * @param reset until the quota is whole again; of a violated limit: until one more message passes
 */
public record LimitStatus(String policy, Limit limit, long remaining, Duration reset, boolean violated) {

    /** The value of {@code RateLimit-Policy}, such as {@code "session";q=20;w=60}. */
    public static String policies(List<LimitStatus> all) {
        return all.stream()
                .map(s -> '"' + s.policy + "\";q=" + s.limit.quota() + ";w="
                        + s.limit.window().toSeconds())
                .collect(Collectors.joining(", "));
    }

    /** The value of {@code RateLimit}, such as {@code "session";r=3;t=41}. */
    public static String states(List<LimitStatus> all) {
        return all.stream()
                .map(s -> '"' + s.policy + "\";r=" + s.remaining + ";t=" + s.resetSeconds())
                .collect(Collectors.joining(", "));
    }

    private long resetSeconds() {
        return reset.plusNanos(999_999_999).toSeconds();
    }
}
