package io.parley.redis;

import io.parley.turn.Digests;
import io.parley.turn.Resources;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Lua script, run by its SHA-1, and sent whole when Redis does not know it yet or any more. */
public final class Script {
    private static final String ARGUMENTS = "redis/arguments.lua";
    private static final int COMMAND_SIZE = 96;

    private final ReactiveRedisDataSource redis;
    private final String source;
    private final String sha;

    /** @param resources one after the other: what several scripts share comes first */
    public Script(ReactiveRedisDataSource redis, String... resources) {
        this.redis = redis;
        this.source = Expiry.lua()
                + Stream.concat(Stream.of(ARGUMENTS), Arrays.stream(resources))
                        .map(Resources::text)
                        .collect(Collectors.joining("\n"));
        this.sha = HexFormat.of().formatHex(Digests.sha1(source.getBytes(StandardCharsets.UTF_8)));
    }

    /** @param args lists of pairs of name and value; what is empty is not sent */
    @SafeVarargs
    public final Uni<Response> run(List<String> keys, List<String>... args) {
        List<String> command = new ArrayList<>(COMMAND_SIZE);
        command.add(sha);
        command.add(Integer.toString(keys.size()));
        command.addAll(keys);
        for (List<String> pairs : args) {
            addFilled(pairs, command);
        }
        return redis.execute("EVALSHA", command.toArray(String[]::new))
                .onFailure(Script::isUnknown)
                .recoverWithUni(() -> {
                    command.set(0, source);
                    return redis.execute("EVAL", command.toArray(String[]::new));
                });
    }

    private static void addFilled(List<String> pairs, List<String> command) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (!pairs.get(i + 1).isEmpty()) {
                command.add(pairs.get(i));
                command.add(pairs.get(i + 1));
            }
        }
    }

    private static boolean isUnknown(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }
}
