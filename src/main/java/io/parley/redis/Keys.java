package io.parley.redis;

import io.parley.turn.Digests;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HexFormat;

/**
 * Names of a site's keys. The braces are a Redis Cluster hash tag: all keys of a site share a slot, so that one script may touch
 * them together.
 */
public record Keys(String prefix) {
    public Keys(SiteId site) {
        this("parley:v1:{" + site.value() + "}:");
    }

    public String session(SessionId session) {
        return prefix + "session:" + session.value();
    }

    public String turns(SessionId session) {
        return session(session) + ":turns";
    }

    public String reply(SessionId session, MessageId message) {
        return session(session) + ":reply:" + message.value();
    }

    public String sessionLimit(SessionId session) {
        return prefix + "limit:session:" + session.value();
    }

    public String addressLimit(String addressHash) {
        return prefix + "limit:address:" + addressHash;
    }

    /** Message ids of the session's stored replies, by when they expire. */
    public String replies(SessionId session) {
        return session(session) + ":replies";
    }

    /** Ids of the visitor's sessions, by when the last of each expires. Its name holds a digest that Lua can make too. */
    public String visitor(String visitor) {
        byte[] digest = Digests.sha1(visitor.getBytes(StandardCharsets.UTF_8));
        return prefix + "visitor:" + HexFormat.of().formatHex(digest);
    }

    public String ticket(String id) {
        return prefix + "ticket:" + id;
    }

    /** Tickets that are open or taken, by when they are due. */
    public String openTickets() {
        return prefix + "tickets:open";
    }

    /** Tickets that have ended, by when. */
    public String endedTickets() {
        return prefix + "tickets:ended";
    }

    /** Tickets whose delivery was given up, by when. */
    public String deadTickets() {
        return prefix + "tickets:dead";
    }

    /** Tickets that nobody took, by when that is too late. */
    public String lateTickets() {
        return prefix + "tickets:late";
    }

    /** Tickets of which a desk must get to know something, by when it can be told. */
    public String outbox() {
        return prefix + "tickets:outbox";
    }

    /** What the visitor's page must get to know. */
    public String updates(SessionId session) {
        return session(session) + ":updates";
    }

    public String updatesLimit(SessionId session) {
        return prefix + "limit:updates:" + session.value();
    }

    /** The channel on which sessions are named whose page must get to know something. */
    public String updatesChannel() {
        return prefix + "updates";
    }

    public String mode() {
        return prefix + "mode";
    }

    /** What models may cost and have cost in a month. */
    public String budget(YearMonth month) {
        return prefix + "budget:" + month;
    }

    /** What messages under way may yet cost, by when each hold expires. */
    public String holds() {
        return prefix + "budget:holds";
    }

    /** What was used on a day. */
    public String usage(LocalDate day) {
        return prefix + "usage:" + day;
    }
}
