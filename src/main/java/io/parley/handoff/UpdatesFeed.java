package io.parley.handoff;

import io.micrometer.core.instrument.MeterRegistry;
import io.parley.redis.Keys;
import io.parley.turn.SiteId;
import io.quarkus.redis.client.RedisClientName;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Tells calls that wait for a session's news when there are some: one subscription for all of an instance, open while anybody waits. It
 * may break at any time. Then it is opened again, and everybody who waits is sent to look, for something may have been missed; until
 * then, who waits finds out with the next call. The subscription has a client of its own: a connection that hears nothing is not broken.
 */
@Singleton
class UpdatesFeed {
    private static final Logger LOG = Logger.getLogger(UpdatesFeed.class);
    private static final String PATTERN =
            new Keys(new SiteId("SITE")).updatesChannel().replace("SITE", "*");
    private static final Duration REOPEN = Duration.ofMillis(500);
    private static final int MESSAGE_PARTS = 4;

    private final Instance<Redis> redis;
    private final Map<String, Set<Waiter>> waiters = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private boolean open;

    UpdatesFeed(@RedisClientName("updates") Instance<Redis> redis, MeterRegistry meters) {
        this.redis = redis;
        meters.gauge("parley.updates.waiting", waiting);
    }

    /** Somebody who waits. */
    record Waiter(String key, CompletableFuture<Boolean> future) {
        /** Emits once: whether there may be some, or waiting is over. */
        Uni<Boolean> news() {
            return Uni.createFrom().completionStage(future);
        }

        void giveUp() {
            future.complete(false);
        }
    }

    int waiting() {
        return waiting.get();
    }

    Waiter enter(String channel, String session) {
        Waiter waiter = new Waiter(key(channel, session), new CompletableFuture<>());
        waiters.compute(waiter.key, (key, all) -> {
            Set<Waiter> set = all == null ? ConcurrentHashMap.newKeySet() : all;
            set.add(waiter);
            return set;
        });
        waiting.incrementAndGet();
        open();
        return waiter;
    }

    void leave(Waiter waiter) {
        waiting.decrementAndGet();
        waiters.computeIfPresent(waiter.key, (key, all) -> {
            all.remove(waiter);
            return all.isEmpty() ? null : all;
        });
    }

    private static String key(String channel, String session) {
        return channel + '\n' + session;
    }

    private synchronized void open() {
        if (open) {
            return;
        }
        open = true;
        redis.get()
                .connect()
                .chain(this::subscribe)
                .subscribe()
                .with(subscribed -> waiters.values().forEach(UpdatesFeed::wake), this::broken);
    }

    private Uni<Response> subscribe(RedisConnection connection) {
        connection.handler(this::received);
        connection.exceptionHandler(this::broken);
        connection.endHandler(() -> broken(null));
        return connection.send(Request.cmd(Command.PSUBSCRIBE).arg(PATTERN));
    }

    private synchronized void broken(Throwable failure) {
        if (!open) {
            return;
        }
        open = false;
        if (waiting.get() > 0) {
            LOG.debugf("The subscription to updates broke: %s", failure);
            Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(REOPEN)
                    .subscribe()
                    .with(now -> open());
        }
    }

    private void received(Response message) {
        if (message.size() == MESSAGE_PARTS && message.get(0).toString().equals("pmessage")) {
            Set<Waiter> all =
                    waiters.get(key(message.get(2).toString(), message.get(3).toString()));
            if (all != null) {
                wake(all);
            }
        }
    }

    private static void wake(Set<Waiter> all) {
        all.forEach(waiter -> waiter.future.complete(true));
    }
}
