package io.parley.redis;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** How long what is in Redis is kept. */
public final class Expiry {
    /** Of a session after its last message, unless people have it. */
    public static final Duration SESSION = Duration.ofHours(24);

    /** How much longer than that at the most, so that its expiries need not be set anew with each message. */
    public static final Duration MARGIN = Duration.ofHours(1);

    /** Of a reply, for whoever sends the message again. */
    public static final Duration REPLY = Duration.ofHours(24);

    /** Of a ticket after the last thing that happened to it. */
    public static final Duration TICKET = Duration.ofDays(30);

    /** Of a question without a good answer. */
    public static final Duration UNRESOLVED = Duration.ofDays(90);

    /** Thirteen months and a bit: last year's month is there when this year's has ended. */
    public static final Duration USAGE = Duration.ofDays(400);

    /** Of a claim of a ticket: longer than any attempt to deliver takes. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    private static final Pattern NAME = Pattern.compile("\\bkeep_ms\\.(\\w+)");

    private static final Map<String, Duration> KEEP = Map.of(
            "session", SESSION,
            "margin", MARGIN,
            "reply", REPLY,
            "ticket", TICKET,
            "unresolved", UNRESOLVED,
            "usage", USAGE,
            "lease", LEASE);

    private Expiry() {}

    /** The script with each {@code keep_ms.name} replaced by its milliseconds. */
    static String in(String script) {
        return NAME.matcher(script)
                .replaceAll(found -> Long.toString(KEEP.get(found.group(1)).toMillis()));
    }
}
