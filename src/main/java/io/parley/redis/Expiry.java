package io.parley.redis;

import java.time.Duration;
import java.util.Locale;

/** How long what is in Redis is kept. */
public final class Expiry {
    /** Of a session after its last message, unless people have it. */
    public static final Duration SESSION = Duration.ofHours(24);

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

    private Expiry() {}

    /** For scripts, as part of them: what never changes need not be sent with each call. */
    static String lua() {
        return String.format(
                Locale.ROOT,
                "local keep_ms = { session = %d, reply = %d, ticket = %d, unresolved = %d, usage = %d, lease = %d }\n",
                SESSION.toMillis(),
                REPLY.toMillis(),
                TICKET.toMillis(),
                UNRESOLVED.toMillis(),
                USAGE.toMillis(),
                LEASE.toMillis());
    }
}
