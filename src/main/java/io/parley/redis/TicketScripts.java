package io.parley.redis;

import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the scripts of {@code redis/tickets.lua} read and return. */
public final class TicketScripts {
    public static final String SCRIPT = "redis/tickets.lua";

    /** Idle time after which a session is forgotten, unless people have it. */
    public static final Duration SESSION_TTL = Duration.ofHours(24);

    /** How long a ticket is kept after the last thing that happened to it. */
    public static final Duration TICKET_TTL = Duration.ofDays(30);

    /** How long a question without a good answer is kept. */
    public static final Duration UNRESOLVED_TTL = Duration.ofDays(90);

    /** Longer than any attempt to deliver takes. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    private TicketScripts() {}

    /**
     * The arguments of a script, and those that {@code tickets.lua} reads.
     *
     * @param token of whoever delivers what the script claims
     */
    public static List<String> arguments(Keys keys, String token, List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(List.of(
                "prefix", keys.prefix(),
                "session_ms", Long.toString(SESSION_TTL.toMillis()),
                "ticket_ms", Long.toString(TICKET_TTL.toMillis()),
                "unresolved_ms", Long.toString(UNRESOLVED_TTL.toMillis()),
                "claim", token,
                "lease_ms", Long.toString(LEASE.toMillis())));
        return all;
    }

    /** What a script has claimed for the token. */
    public static Optional<Claim> claim(Response response, String token) {
        return Claim.of(response.get(3), token);
    }

    /** The alerts that a script about tickets raised, as {@code Alerts} takes them. */
    public static List<String> alerts(Response response) {
        List<String> texts = new ArrayList<>();
        response.get(2).forEach(item -> texts.add(item.toString()));
        return texts;
    }
}
