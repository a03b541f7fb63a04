package io.parley.handoff;

import io.parley.redis.Keys;
import io.parley.redis.Script;
import io.parley.redis.ScriptReply;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tickets as they stand, for those who look after them. */
@Singleton
public class TicketStore {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Script script;

    TicketStore(ReactiveRedisDataSource redis) {
        this.script = new Script(redis, "redis/list.lua");
    }

    /** In what order tickets are listed, and which. */
    public enum Order {
        /** Open and taken ones, by when they are due: what is overdue first. */
        OPEN,
        /** Released and resolved ones, the last first. */
        ENDED,
        /** Those that the desk did not get, the last first. */
        UNDELIVERED;

        private String key(Keys keys) {
            return switch (this) {
                case OPEN -> keys.openTickets();
                case ENDED -> keys.endedTickets();
                case UNDELIVERED -> keys.deadTickets();
            };
        }
    }

    /**
     * A page of tickets, each as the fields of its hash, but for the texts.
     *
     * @param next what to ask for the next page with; empty at the end
     */
    public record Page(List<Map<String, String>> tickets, String next) {}

    /**
     * A ticket with all that is known of it: lines as {@code tickets.lua} writes them.
     *
     * @param fields of its hash
     * @param messages that were said since it was filed
     */
    public record Whole(
            Map<String, String> fields,
            List<String> messages,
            List<String> outbox,
            List<String> rejected,
            List<String> deliveries) {}

    /**
     * Fails if Redis does not answer.
     *
     * @param state {@code open}, {@code taken}, {@code released} or {@code resolved}; empty for any
     * @param queue empty for any
     * @param after what the page before gave as next; empty for the first
     */
    public Uni<Page> list(SiteId site, Order order, String state, String queue, String after, int count) {
        Keys keys = new Keys(site);
        List<String> args = List.of(
                "prefix",
                keys.prefix(),
                "ticket",
                "",
                "newest",
                order == Order.OPEN ? "" : "1",
                "state",
                state,
                "queue",
                queue,
                "after",
                after,
                "count",
                Integer.toString(count));
        return run(order.key(keys), args).map(response -> {
            List<Map<String, String>> tickets = new ArrayList<>();
            response.get(2).forEach(ticket -> tickets.add(pairs(ticket)));
            return new Page(tickets, ScriptReply.of(response).text("after"));
        });
    }

    /** Fails if Redis does not answer. Empty if there is no such ticket. */
    public Uni<Optional<Whole>> find(SiteId site, String id) {
        Keys keys = new Keys(site);
        return run(keys.openTickets(), List.of("prefix", keys.prefix(), "ticket", id))
                .map(response -> {
                    Response parts = response.get(2);
                    return parts.size() == 0
                            ? Optional.empty()
                            : Optional.of(new Whole(
                                    pairs(parts.get(0)),
                                    texts(parts.get(1)),
                                    texts(parts.get(2)),
                                    texts(parts.get(3)),
                                    texts(parts.get(4))));
                });
    }

    private Uni<Response> run(String key, List<String> args) {
        return script.run(List.of(key), args).ifNoItem().after(TIMEOUT).fail();
    }

    private static Map<String, String> pairs(Response list) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            pairs.put(list.get(i).toString(), list.get(i + 1).toString());
        }
        return pairs;
    }

    private static List<String> texts(Response list) {
        List<String> texts = new ArrayList<>(list.size());
        list.forEach(item -> texts.add(item.toString()));
        return texts;
    }
}
