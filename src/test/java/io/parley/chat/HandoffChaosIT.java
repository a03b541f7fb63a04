package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.PackagedFunction;
import io.parley.RedisProcess;
import io.parley.Sha256;
import io.parley.Signed;
import io.parley.StubDesk;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of the packaged function are killed in turns, Redis is killed and comes back with what it had, and the desk fails as
 * it likes, while {@value #HANDOFFS} visitors ask for a person, and write on. Nothing is lost, and nothing is filed twice.
 */
class HandoffChaosIT {
    private static final int HANDOFFS = 300;
    private static final int VISITORS_AT_ONCE = 12;
    private static final int KILLS_MIN = 4;
    private static final String DESK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OPERATOR_KEY = "an operator key of the chaos";
    private static final String SITE = "parley:v1:{default}:";
    private static final long PATIENCE_SECONDS = 150;

    /** As if every ticket had waited long enough; nobody's claim is touched. */
    private static final String PASS_TIME = "for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do"
            + " if redis.call('HEXISTS', ARGV[1] .. 'ticket:' .. id, 'claim') == 0 then"
            + " redis.call('ZADD', KEYS[1], 1, id) end end return redis.call('ZCARD', KEYS[1])";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Random chance = new Random(7);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final RedisProcess redis = new RedisProcess(RedisProcess.freePort());
    private final StubDesk desk = new StubDesk(RedisProcess.freePort());
    private final PackagedFunction[] instances = new PackagedFunction[2];
    private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void end() throws InterruptedException {
        for (PackagedFunction instance : instances) {
            if (instance != null) {
                instance.kill();
            }
        }
        desk.close();
        redis.kill();
    }

    @Test
    void everyTicketReachesTheDeskOnceAndEverySessionHasAnOwner() throws Exception {
        assumeTrue(PackagedFunction.exists(), "the native package is tested by ChatIT alone");
        redis.startAgainWith(directory);
        desk.behaves((call, response) -> {
            calls.incrementAndGet();
            int dice;
            synchronized (chance) {
                dice = chance.nextInt(10);
            }
            if (dice < 2) {
                response.setStatusCode(500 + dice).end();
            } else if (dice == 2) {
                response.reset();
            } else {
                taken.computeIfAbsent(call.headers().get("webhook-id"), id -> new AtomicInteger())
                        .incrementAndGet();
                if (dice == 3) {
                    response.reset(); // it has taken it, and nobody hears of that
                } else {
                    response.end();
                }
            }
        });
        for (int i = 0; i < instances.length; i++) {
            instances[i] = new PackagedFunction(
                    redis.url(),
                    Map.of(
                            "PARLEY_OPERATOR_KEYS",
                            "it:" + Sha256.hex(OPERATOR_KEY),
                            "PARLEY_DESK_KIND",
                            "webhook",
                            "PARLEY_DESK_URL",
                            desk.url(),
                            "PARLEY_DESK_SECRET",
                            DESK_SECRET));
            instances[i].start();
        }
        Map<String, String> tickets = new ConcurrentHashMap<>();
        Semaphore begin = new Semaphore(0);
        ExecutorService visitors = Executors.newFixedThreadPool(VISITORS_AT_ONCE);
        List<Future<?>> conversations = IntStream.range(0, HANDOFFS)
                .<Future<?>>mapToObj(i -> visitors.submit(() -> {
                    begin.acquire();
                    converse("s" + i, tickets);
                    return null;
                }))
                .toList();
        int kills = 0;
        while (conversations.stream().anyMatch(c -> !c.isDone())) {
            // However fast the machine: so many conversations begin right before each kill.
            begin.release(HANDOFFS / KILLS_MIN);
            instances[kills % 2].kill();
            if (kills % 3 == 1) {
                redis.kill();
                redis.startAgainWith(directory);
            }
            instances[kills % 2].start();
            kills++;
            deliver();
        }
        for (Future<?> conversation : conversations) {
            conversation.get();
        }
        visitors.shutdown();
        assertThat(kills).as("enough went wrong").isGreaterThanOrEqualTo(KILLS_MIN);

        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        while (deliver() > 0) {
            assertThat(Instant.now()).as("everything is delivered in the end").isBefore(end);
        }
        Set<String> expected = new HashSet<>(tickets.values());
        tickets.forEach((session, ticket) -> expected.add(ticket + "_m2-" + session));
        System.out.printf(
                "%d hand-offs, instances killed %d times: the desk was called %d times, and took %d deliveries, %d of them again%n",
                HANDOFFS,
                kills,
                calls.get(),
                taken.size(),
                taken.values().stream().filter(times -> times.get() > 1).count());
        assertThat(tickets).hasSize(HANDOFFS);
        assertThat(new HashSet<>(tickets.values())).as("a ticket each").hasSize(HANDOFFS);
        assertThat(taken.keySet())
                .as("no delivery is missing, and none is another's")
                .isEqualTo(expected);
        assertOwners(tickets);
    }

    /** Like a site's backend: the same message again until there is an answer. */
    private void converse(String session, Map<String, String> tickets) {
        JsonObject handoff = say(session, "m1-" + session, "I want to talk to a human");
        tickets.put(session, handoff.getString("ticketId"));
        JsonObject owned = say(session, "m2-" + session, "Hello? This is " + session);
        assertThat(owned.getString("reason")).isEqualTo("human_owns");
        assertThat(owned.getString("ticketId")).isEqualTo(handoff.getString("ticketId"));
    }

    private JsonObject say(String session, String message, String text) {
        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        String body = new JsonObject()
                .put("sessionId", session)
                .put("messageId", message)
                .put("text", text)
                .encode();
        int turn = Math.abs(session.hashCode());
        while (Instant.now().isBefore(end)) {
            HttpRequest.Builder request = request(instances[turn++ % 2], "/chat", body);
            Signed.headers(Signed.SECRET, message, body, Instant.now()).forEach(request::header);
            try {
                HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    JsonObject reply = new JsonObject(response.body());
                    if (reply.getString("outcome").equals("handoff")) {
                        return reply.getJsonObject("handoff");
                    }
                    assertThat(reply.encode()).contains("state_unavailable");
                } else {
                    assertThat(response.statusCode()).as(response.body()).isIn(409, 503);
                }
            } catch (IOException e) {
                // killed just now, or not there yet: the other one, or the same again
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw new AssertionError(message + " got no answer");
    }

    /** What a scheduler does. Returns how many tickets have something that the desk does not know. */
    private long deliver() throws Exception {
        for (PackagedFunction instance : instances) {
            try {
                client.send(
                        request(instance, "/tickets/deliver", "{}")
                                .header("Authorization", "Bearer " + OPERATOR_KEY)
                                .build(),
                        BodyHandlers.ofString());
            } catch (IOException e) {
                // the other one, or the next time
            }
        }
        Response left = redis("EVAL", PASS_TIME, "1", SITE + "tickets:outbox", SITE);
        return left.toLong();
    }

    private void assertOwners(Map<String, String> tickets) throws Exception {
        for (Map.Entry<String, String> one : tickets.entrySet()) {
            Response session = redis("HMGET", SITE + "session:" + one.getKey(), "owner", "ticket");
            assertThat(session.toString()).as(one.getKey()).isEqualTo("[human, " + one.getValue() + "]");
            assertThat(redis("HGET", SITE + "ticket:" + one.getValue(), "state"))
                    .hasToString("open");
        }
        assertThat(redis("ZCARD", SITE + "tickets:open").toInteger()).isEqualTo(HANDOFFS);
    }

    private Response redis(String command, String... args) {
        Redis one = Redis.createClient(vertx, redis.url());
        try {
            Request request = Request.cmd(Command.create(command));
            for (String arg : args) {
                request.arg(arg);
            }
            return one.send(request).await().atMost(Duration.ofSeconds(10));
        } finally {
            one.close();
        }
    }

    private static HttpRequest.Builder request(PackagedFunction instance, String path, String body) {
        return HttpRequest.newBuilder(URI.create(instance.url() + path))
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
