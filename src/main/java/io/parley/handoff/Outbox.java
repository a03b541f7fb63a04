package io.parley.handoff;

import io.parley.alerts.Alerts;
import io.parley.handoff.desk.DeskAnswer;
import io.parley.handoff.desk.DeskAnswer.Delivered;
import io.parley.handoff.desk.DeskAnswer.Failed;
import io.parley.handoff.desk.DeskAnswer.Rejected;
import io.parley.redis.Claim;
import io.parley.redis.Keys;
import io.parley.redis.Script;
import io.parley.redis.TicketScripts;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What desks must get to know, in Redis: each ticket with its messages in order, and at any time one deliverer for it. */
@Singleton
class Outbox {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Script claim;
    private final Script delivered;
    private final Terms terms;
    private final Alerts alerts;

    Outbox(ReactiveRedisDataSource redis, Terms terms, Alerts alerts) {
        this.claim = new Script(redis, TicketScripts.SCRIPT, "redis/claim.lua");
        this.delivered = new Script(redis, TicketScripts.SCRIPT, "redis/delivered.lua");
        this.terms = terms;
        this.alerts = alerts;
    }

    /**
     * What came of an attempt.
     *
     * @param verdict of {@code delivered.lua}
     * @param next of the same ticket, claimed too; empty if there is none, or the attempt failed
     */
    record Reported(String verdict, Optional<Claim> next) {}

    /** Claims what is due first at a site. */
    Uni<Optional<Claim>> claim(SiteId site, String token) {
        return run(claim, site, token, new Keys(site).outbox(), List.of("ticket", "", "again", ""))
                .map(response -> TicketScripts.claim(response, token));
    }

    /** A ticket that an operator wants delivered now. */
    record Wanted(boolean exists, Optional<Claim> claim) {}

    /** Claims a ticket even if its delivery was given up, or waits for another attempt. */
    Uni<Wanted> claimAgain(SiteId site, String ticket, String token) {
        return run(claim, site, token, new Keys(site).outbox(), List.of("ticket", ticket, "again", "1"))
                .map(response -> new Wanted(
                        !response.get(0).toString().equals("unknown"), TicketScripts.claim(response, token)));
    }

    /** Says what came of an attempt. */
    Uni<Reported> report(SiteId site, Claim claim, DeskAnswer answer, Duration retry) {
        List<String> args = List.of(
                "ticket", claim.ticketId(),
                "delivery", claim.deliveryId(),
                "kind", claim.kind(),
                "result", result(answer),
                "reference", answer instanceof Delivered done ? done.reference() : "",
                "cause", cause(answer),
                "retry_ms", Long.toString(retry.toMillis()),
                "age_ms", Long.toString(terms.deliveryMaxAge().toMillis()));
        return run(delivered, site, claim.token(), new Keys(site).ticket(claim.ticketId()), args)
                .invoke(response -> alerts.raise(site, TicketScripts.alerts(response)))
                .map(response ->
                        new Reported(response.get(0).toString(), TicketScripts.claim(response, claim.token())));
    }

    private static Uni<Response> run(Script script, SiteId site, String token, String key, List<String> args) {
        return script.run(List.of(key), args, TicketScripts.arguments(new Keys(site), token))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    private static String result(DeskAnswer answer) {
        if (answer instanceof Delivered) {
            return "delivered";
        }
        return answer instanceof Failed ? "failed" : "rejected";
    }

    private static String cause(DeskAnswer answer) {
        if (answer instanceof Failed failed) {
            return failed.cause();
        }
        return answer instanceof Rejected rejected ? rejected.cause() : "";
    }
}
