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

    /** Ids of the session's tickets, each with that of its entry in the stream. */
    public String ticketsOf(SessionId session) {
        return session(session) + ":tickets";
    }

    /** Says that the session was erased a moment ago. */
    public String forgotten(SessionId session) {
        return session(session) + ":forgotten";
    }

    /** Ids of the visitor's sessions, by when the last of each expires. Its name holds a digest that Lua can make too. */
    public String visitor(String visitor) {
        byte[] digest = Digests.sha1(visitor.getBytes(StandardCharsets.UTF_8));
        return prefix + "visitor:" + HexFormat.of().formatHex(digest);
    }

    public String ticket(String id) {
        return prefix + "ticket:" + id;
    }

    public String tickets() {
        return prefix + "tickets";
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
