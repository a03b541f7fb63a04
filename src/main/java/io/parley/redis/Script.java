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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Lua script, run by its SHA-1, and sent whole when Redis does not know it yet or any more. In its text {@code arg.name} stands for the
 * argument of that name, or for an empty text where none was given, and {@code keep_ms.name} for an expiry. Both are put in their place
 * before the script is sent: only values travel with a call, and no table of them is made. To give other names is to have another script.
 */
public final class Script {
    private static final int COMMAND_SIZE = 64;
    private static final Pattern ARGUMENT = Pattern.compile("\\barg\\.(\\w+)");

    private final ReactiveRedisDataSource redis;
    private final Map<String, Long> settings;
    private final String body;
    private final Map<List<String>, Text> texts = new ConcurrentHashMap<>();

    private record Text(String source, String sha) {}

    /** @param resources one after the other: what several scripts share comes first */
    public Script(ReactiveRedisDataSource redis, String... resources) {
        this(redis, Map.of(), resources);
    }

    /** @param settings arguments that are the same in each call, numbers all of them: they stand in the script itself */
    public Script(ReactiveRedisDataSource redis, Map<String, Long> settings, String... resources) {
        this.redis = redis;
        this.settings = settings;
        this.body = Expiry.in(Stream.concat(Stream.of("redis/common.lua"), Arrays.stream(resources))
                .map(Resources::text)
                .collect(Collectors.joining("\n")));
    }

    /** @param args lists of pairs of name and value; few calls differ in their names */
    @SafeVarargs
    public final Uni<Response> run(List<String> keys, List<String>... args) {
        List<String> command = new ArrayList<>(COMMAND_SIZE);
        List<String> names = new ArrayList<>(COMMAND_SIZE);
        command.add("");
        command.add(Integer.toString(keys.size()));
        command.addAll(keys);
        for (List<String> pairs : args) {
            for (int i = 0; i < pairs.size(); i += 2) {
                names.add(pairs.get(i));
                command.add(pairs.get(i + 1));
            }
        }
        Text known = texts.get(names);
        Text text = known != null ? known : texts.computeIfAbsent(List.copyOf(names), this::text);
        command.set(0, text.sha);
        return redis.execute("EVALSHA", command.toArray(String[]::new))
                .onFailure(Script::isUnknown)
                .recoverWithUni(() -> {
                    command.set(0, text.source);
                    return redis.execute("EVAL", command.toArray(String[]::new));
                });
    }

    private Text text(List<String> names) {
        String source =
                "local argv = ARGV\n" + ARGUMENT.matcher(body).replaceAll(found -> value(names, found.group(1)));
        return new Text(source, HexFormat.of().formatHex(Digests.sha1(source.getBytes(StandardCharsets.UTF_8))));
    }

    private String value(List<String> names, String name) {
        if (settings.containsKey(name)) {
            return "'" + settings.get(name) + "'";
        }
        int index = names.indexOf(name);
        return index < 0 ? "''" : "argv[" + (index + 1) + "]";
    }

    private static boolean isUnknown(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }
}
