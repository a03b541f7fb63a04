package io.parley.session;

import io.parley.turn.Digests;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Names of a site's keys. The braces are a Redis Cluster hash tag: all keys of a site share a slot, so that one script may touch
 * them together.
 */
record Keys(String prefix) {
    Keys(SiteId site) {
        this("parley:v1:{" + site.value() + "}:");
    }

    String session(SessionId session) {
        return prefix + "session:" + session.value();
    }

    String turns(SessionId session) {
        return session(session) + ":turns";
    }

    String reply(SessionId session, MessageId message) {
        return session(session) + ":reply:" + message.value();
    }

    String sessionLimit(SessionId session) {
        return prefix + "limit:session:" + session.value();
    }

    String addressLimit(String addressHash) {
        return prefix + "limit:address:" + addressHash;
    }

    /** Message ids of the session's stored replies, by when they expire. */
    String replies(SessionId session) {
        return session(session) + ":replies";
    }

    /** Ids of the session's tickets, each with that of its entry in the stream. */
    String ticketsOf(SessionId session) {
        return session(session) + ":tickets";
    }

    /** Says that the session was erased a moment ago. */
    String forgotten(SessionId session) {
        return session(session) + ":forgotten";
    }

    /** Ids of the visitor's sessions, by when the last of each expires. Its name holds a digest that Lua can make too. */
    String visitor(String visitor) {
        byte[] digest = Digests.sha1(visitor.getBytes(StandardCharsets.UTF_8));
        return prefix + "visitor:" + HexFormat.of().formatHex(digest);
    }

    String ticket(String id) {
        return prefix + "ticket:" + id;
    }

    String tickets() {
        return prefix + "tickets";
    }

    String mode() {
        return prefix + "mode";
    }
}
