package io.parley.redis;

import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** What scripts return: a verdict, and pairs of name and value. */
public record ScriptReply(String verdict, Map<String, String> values) {

    public static ScriptReply of(Response response) {
        if (response.size() == 1) {
            return new ScriptReply(response.get(0).toString(), Map.of());
        }
        Response pairs = response.get(1);
        Map<String, String> values = new HashMap<>(pairs.size());
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            values.put(pairs.get(i).toString(), pairs.get(i + 1).toString());
        }
        return new ScriptReply(response.get(0).toString(), values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("script reply without " + name);
        }
        return value;
    }

    public long integer(String name) {
        return Long.parseLong(text(name));
    }

    public Duration micros(String name) {
        return Duration.of(integer(name), ChronoUnit.MICROS);
    }
}
