package io.parley.handoff;

import io.parley.redis.Keys;
import io.parley.redis.Script;
import io.parley.redis.ScriptReply;
import io.parley.turn.Deadline;
import io.parley.turn.NanoClock;
import io.parley.turn.Owner;
import io.parley.turn.Role;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a visitor's page must get to know while nobody there asks anything: people's answers, and who has the conversation. One call of
 * Redis; whoever wants to wait for news holds no thread, and makes one more call once there are some.
 */
@Singleton
public class Updates {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String NO_CURSOR = "0-0";

    private final UpdatesConfig config;
    private final Script script;
    private final UpdatesFeed feed;
    private final NanoClock clock;
    private final Vertx vertx;

    Updates(UpdatesConfig config, ReactiveRedisDataSource redis, UpdatesFeed feed, NanoClock clock, Vertx vertx) {
        this.config = config;
        this.script = new Script(redis, "redis/updates.lua");
        this.feed = feed;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * Who asks for what.
     *
     * @param visitor the site's key of the visitor; empty if the caller names none
     * @param vouched whether the caller has proven to be the site's backend, which need not name a visitor
     * @param cursor of what the page knows; empty for nothing
     * @param quota calls for one session, and {@code quotaWindow} in what time; 0 for any number
     */
    public record Query(
            SiteId site,
            SessionId session,
            Optional<String> visitor,
            boolean vouched,
            String cursor,
            int quota,
            Duration quotaWindow) {
        private Query again() {
            return new Query(site, session, visitor, vouched, cursor, 0, quotaWindow);
        }
    }

    /** The answer to a query. */
    public sealed interface Answer {
        /** @param cursor to be sent the next time */
        record News(Owner owner, String cursor, List<Update> messages, Optional<TicketState> ticket)
                implements Answer {}

        /** The session belongs to another visitor. */
        record ForeignVisitor() implements Answer {}

        record Limited(Duration retryAfter) implements Answer {}
    }

    /** @param id the same each time the message is seen */
    public record Update(String id, Role role, String text, String agent, Instant at) {}

    /** @param state {@code open}, {@code taken}, {@code released} or {@code resolved} */
    public record TicketState(String state, String dueAt) {}

    /**
     * Fails if Redis does not answer.
     *
     * @param wait for news, at the most
     * @param hungUp emits when nobody waits for the answer any more
     */
    public Uni<Answer> read(Query query, Duration wait, Uni<Void> hungUp) {
        if (wait.isZero() || feed.waiting() >= config.waiting()) {
            return run(query);
        }
        return await(query, Deadline.after(wait, clock.getAsLong(), clock), hungUp);
    }

    private Uni<Answer> await(Query query, Deadline until, Uni<Void> hungUp) {
        // Before it is read: what comes after that is not missed.
        UpdatesFeed.Waiter waiter = feed.enter(
                new Keys(query.site()).updatesChannel(), query.session().value());
        Uni<Optional<Answer>> once = run(query)
                .chain(answer -> isNews(answer, query.cursor())
                        ? Uni.createFrom().item(Optional.of(answer))
                        : news(waiter, until, hungUp)
                                .map(isNews -> isNews ? Optional.<Answer>empty() : Optional.of(answer)))
                .onTermination()
                .invoke(() -> feed.leave(waiter));
        return once.chain(answer -> answer.map(Updates::item).orElseGet(() -> await(query.again(), until, hungUp)));
    }

    /** Whether there may be some; false if the time is over, or nobody wants to know any more. */
    private Uni<Boolean> news(UpdatesFeed.Waiter waiter, Deadline until, Uni<Void> hungUp) {
        long left = until.remaining().toMillis();
        if (left == 0) {
            return Uni.createFrom().item(false);
        }
        // Of the event loop's: Mutiny's timers would wake two threads more for each page that waits.
        long timer = vertx.setTimer(left, id -> waiter.giveUp());
        hungUp.subscribe().with(gone -> waiter.giveUp());
        return waiter.news().onTermination().invoke(() -> vertx.cancelTimer(timer));
    }

    private static Uni<Answer> item(Answer answer) {
        return Uni.createFrom().item(answer);
    }

    private static boolean isNews(Answer answer, String cursor) {
        return !(answer instanceof Answer.News news) || !news.cursor().equals(cursor.isEmpty() ? NO_CURSOR : cursor);
    }

    private Uni<Answer> run(Query query) {
        Keys keys = new Keys(query.site());
        List<String> args = List.of(
                "prefix", keys.prefix(),
                "visitor", query.visitor().orElse(""),
                "any", query.vouched() && query.visitor().isEmpty() ? "1" : "",
                "cursor", query.cursor(),
                "quota", Integer.toString(query.quota()),
                "window_us", Long.toString(query.quotaWindow().toNanos() / 1000));
        List<String> all = List.of(
                keys.session(query.session()), keys.updates(query.session()), keys.updatesLimit(query.session()));
        return script.run(all, args).ifNoItem().after(TIMEOUT).fail().map(response -> answer(response, query.cursor()));
    }

    private static Answer answer(Response response, String cursor) {
        ScriptReply reply = ScriptReply.of(response);
        return switch (reply.verdict()) {
            case "foreign_visitor" -> new Answer.ForeignVisitor();
            case "limited" -> new Answer.Limited(reply.micros("wait_us"));
            default -> news(reply, response.get(2), cursor);
        };
    }

    private static Answer news(ScriptReply reply, Response entries, String cursor) {
        String last = cursor.isEmpty() ? NO_CURSOR : cursor;
        List<Update> messages = new ArrayList<>();
        for (Response entry : entries) {
            last = entry.get(0).toString();
            Map<String, String> fields = new HashMap<>();
            Response pairs = entry.get(1);
            for (int i = 0; i + 1 < pairs.size(); i += 2) {
                fields.put(pairs.get(i).toString(), pairs.get(i + 1).toString());
            }
            if (fields.get("kind").equals("message")) {
                Instant at = Instant.ofEpochMilli(Long.parseLong(last.substring(0, last.indexOf('-'))));
                messages.add(new Update(
                        fields.get("id"), Role.of(fields.get("role")), fields.get("text"), fields.get("agent"), at));
            }
        }
        Optional<TicketState> ticket = reply.text("state").isEmpty()
                ? Optional.empty()
                : Optional.of(new TicketState(reply.text("state"), reply.text("due")));
        return new Answer.News(Owner.of(reply.text("owner")), last, List.copyOf(messages), ticket);
    }
}
