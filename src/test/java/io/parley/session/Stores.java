package io.parley.session;

import io.parley.Mappings;
import io.parley.RedisProcess;
import io.parley.turn.Budget;
import io.parley.turn.Digests;
import io.parley.turn.KeyedHash;
import io.parley.turn.Language;
import io.parley.turn.Message;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.TypedContext;
import io.parley.turn.Visitor;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.runtime.datasource.ReactiveRedisDataSourceImpl;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.RedisOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Session stores on one real Redis, which lives as long as the tests. */
final class Stores {
    static final Duration REMAINING = Duration.ofSeconds(9);
    /** Of whom no model is asked. */
    static final Funds FREE = new Funds(
            new Budget(OptionalLong.empty(), OptionalLong.empty(), 3, 1_000_000_000), Optional.empty(), REMAINING);

    static final Settlement NOTHING = new Settlement(FREE.budget(), "", List.of(), null);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Vertx VERTX = Vertx.vertx();
    private static final RedisProcess PROCESS = started();
    private static final ReactiveRedisDataSource REDIS = dataSource(PROCESS.url());

    private Stores() {}

    static ReactiveRedisDataSource dataSource(String url) {
        RedisOptions options =
                new RedisOptions().setConnectionString(url).setMaxPoolSize(16).setMaxPoolWaiting(4096);
        Redis redis = Redis.createClient(VERTX, options);
        return new ReactiveRedisDataSourceImpl(VERTX, redis, RedisAPI.api(redis));
    }

    static ReactiveRedisDataSource anotherConnection() {
        return dataSource(PROCESS.url());
    }

    static ReactiveRedisDataSource anyConnection() {
        return REDIS;
    }

    static SessionStore store(String sessionLimit, String addressLimit) {
        return store(sessionLimit, addressLimit, REDIS);
    }

    static SessionStore store(String sessionLimit, String addressLimit, ReactiveRedisDataSource redis) {
        return store(
                Map.of(
                        "parley.limit.session", sessionLimit,
                        "parley.limit.address", addressLimit,
                        "parley.redis.timeout", "2s"),
                redis);
    }

    static SessionStore store(Map<String, String> properties) {
        return store(properties, REDIS);
    }

    static ModeSwitch modes(Map<String, String> properties) {
        return new ModeSwitch(REDIS, Mappings.of(SessionConfig.class, properties));
    }

    private static SessionStore store(Map<String, String> properties, ReactiveRedisDataSource redis) {
        return new SessionStore(
                Mappings.of(SessionConfig.class, properties),
                new KeyedHash("test key"),
                redis,
                System::nanoTime,
                VERTX.getDelegate());
    }

    static SessionId newSession() {
        return new SessionId(UUID.randomUUID().toString());
    }

    static Message message(SessionId session, String id, String text) {
        return message(session, id, text, Visitor.UNKNOWN);
    }

    static Message message(SessionId session, String id, String text, Visitor visitor) {
        return new Message(
                SiteId.DEFAULT,
                session,
                new MessageId(id),
                text,
                visitor,
                TypedContext.EMPTY,
                Language.EN,
                HexFormat.of().formatHex(Digests.sha256(text.getBytes(StandardCharsets.UTF_8))));
    }

    static Visitor visitor(String id) {
        return new Visitor(Optional.of(id), Optional.empty());
    }

    static Visitor address(String ip) {
        return new Visitor(Optional.empty(), Optional.of(ip));
    }

    static Response redis(String command, String... args) {
        return await(REDIS.execute(command, args));
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    private static RedisProcess started() {
        RedisProcess process = RedisProcess.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::kill));
        return process;
    }
}
