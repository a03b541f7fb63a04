package io.parley.session;

import io.parley.session.SessionState.OpenTicket;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What both scripts return: a verdict, and pairs of name and value. */
record ScriptReply(String verdict, Map<String, String> values) {

    static ScriptReply of(Response response) {
        Response pairs = response.get(1);
        Map<String, String> values = new HashMap<>(pairs.size());
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            values.put(pairs.get(i).toString(), pairs.get(i + 1).toString());
        }
        return new ScriptReply(response.get(0).toString(), values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("script reply without " + name);
        }
        return value;
    }

    long integer(String name) {
        return Long.parseLong(text(name));
    }

    Duration micros(String name) {
        return Duration.of(integer(name), ChronoUnit.MICROS);
    }

    Optional<OpenTicket> ticket() {
        return text("ticket").isEmpty()
                ? Optional.empty()
                : Optional.of(new OpenTicket(text("ticket"), text("queue"), Instant.parse(text("due"))));
    }
}
