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

/** A Lua script, run by its SHA-1, and sent whole when Redis does not know it yet or any more. */
public final class Script {
    private final ReactiveRedisDataSource redis;
    private final String source;
    private final String sha;

    /** @param resources one after the other: what several scripts share comes first */
    public Script(ReactiveRedisDataSource redis, String... resources) {
        this.redis = redis;
        this.source = Arrays.stream(resources).map(Resources::text).collect(Collectors.joining("\n"));
        this.sha = HexFormat.of().formatHex(Digests.sha1(source.getBytes(StandardCharsets.UTF_8)));
    }

    public Uni<Response> run(List<String> keys, List<String> args) {
        return redis.execute("EVALSHA", command(sha, keys, args))
                .onFailure(Script::isUnknown)
                .recoverWithUni(() -> redis.execute("EVAL", command(source, keys, args)));
    }

    private static String[] command(String script, List<String> keys, List<String> args) {
        List<String> command = new ArrayList<>(keys.size() + args.size() + 2);
        command.add(script);
        command.add(Integer.toString(keys.size()));
        command.addAll(keys);
        command.addAll(args);
        return command.toArray(String[]::new);
    }

    private static boolean isUnknown(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }
}
