package io.parley.session;

import static io.parley.session.Stores.FREE;
import static io.parley.session.Stores.NOTHING;
import static io.parley.session.Stores.REMAINING;
import static io.parley.session.Stores.await;
import static io.parley.session.Stores.message;
import static io.parley.session.Stores.newSession;
import static io.parley.session.Stores.redis;

import io.parley.session.Admission.Admitted;
import io.parley.session.Commit.Filing;
import io.parley.session.Commit.Low;
import io.parley.session.Commit.Unresolved;
import io.parley.session.SessionState.OpenTicket;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import io.parley.turn.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** What the tests of the two scripts share: a store on a real Redis, and one session in it. */
abstract class ScriptTest {
    final SessionStore store = Stores.store("20/1m", "60/1m");
    final SessionId session = newSession();
    final String key = "parley:v1:{default}:session:" + session;

    Admission admit(Message message) {
        return await(store.admit(message, false, REMAINING, FREE));
    }

    Admitted admitted(Message message) {
        return (Admitted) admit(message);
    }

    void answer(Admitted admitted, String id, String question, String text) {
        await(store.commit(new Commit(
                message(session, id, question),
                admitted.state(),
                Optional.of("{}"),
                text,
                Intent.ORDER_STATUS,
                Low.RESET,
                new Unresolved("", ""),
                Optional.empty(),
                NOTHING)));
    }

    Committed lowTurn(String id, Low low) {
        Message message = message(session, id, "Text " + id);
        return commit(admitted(message), message, "{\"reply\":\"" + id + "\"}", low, Optional.of(filing(id, 2)));
    }

    Committed commit(Admitted admitted, Message message, String reply, Low low, Optional<Filing> filing) {
        return booked(admitted, message, reply, low, filing).committed();
    }

    Booked booked(Admitted admitted, Message message, String reply, Low low, Optional<Filing> filing) {
        return await(store.commit(new Commit(
                message,
                admitted.state(),
                Optional.of(reply),
                "Answer",
                Intent.OTHER,
                low,
                new Unresolved(low == Low.RAISE ? "low_confidence" : "", message.text()),
                filing,
                NOTHING)));
    }

    Filing filing(String id, int atStreak) {
        return filing(id, atStreak, "webhook");
    }

    Filing filing(String id, int atStreak, String desk) {
        return new Filing(
                atStreak,
                ticket(id),
                HandoffReason.LOW_CONFIDENCE,
                "{\"ticket\":\"" + id + "\"}",
                "Summary",
                desk,
                Instant.parse("2026-12-01T10:15:00Z"),
                "bot",
                List.of(id),
                "{\"handoff\":\"" + id + "\"}",
                "A person comes.");
    }

    OpenTicket ticket(String id) {
        String ticketId = UUID.nameUUIDFromBytes((session + id).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
        return new OpenTicket(ticketId, "support", Instant.parse("2026-12-01T10:00:00Z"));
    }

    /** Every key of the site with its exact content, but for expiries. */
    static String snapshot() {
        return redis(
                        "EVAL",
                        "local all = {} for _, k in ipairs(redis.call('KEYS', '*')) do"
                                + " all[#all + 1] = k .. redis.sha1hex(redis.call('DUMP', k)) end"
                                + " table.sort(all) return table.concat(all, ' ')",
                        "0")
                .toString();
    }

    static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "Text " + i).toList();
    }
}
