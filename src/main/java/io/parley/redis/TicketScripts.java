package io.parley.redis;

import io.vertx.mutiny.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the scripts of {@code redis/tickets.lua} read and return. */
public final class TicketScripts {
    public static final String SCRIPT = "redis/tickets.lua";

    private TicketScripts() {}

    /**
     * The arguments that {@code tickets.lua} reads.
     *
     * @param token of whoever delivers what the script claims; empty if it claims nothing
     */
    public static List<String> arguments(Keys keys, String token) {
        return List.of("prefix", keys.prefix(), "claim", token);
    }

    /** What a script has claimed for the token; nothing if that was left out. */
    public static Optional<Claim> claim(Response response, String token) {
        return response.size() <= 3 ? Optional.empty() : Claim.of(response.get(3), token);
    }

    /** The alerts that a script about tickets raised, as {@code Alerts} takes them. */
    public static List<String> alerts(Response response) {
        List<String> texts = new ArrayList<>();
        response.get(2).forEach(item -> texts.add(item.toString()));
        return texts;
    }
}
