package io.parley.session;

import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;

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
