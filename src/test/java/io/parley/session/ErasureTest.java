package io.parley.session;

import static io.parley.session.Stores.await;
import static io.parley.session.Stores.message;
import static io.parley.session.Stores.newSession;
import static io.parley.session.Stores.redis;
import static io.parley.session.Stores.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.redis.Keys;
import io.parley.session.Commit.Low;
import io.parley.session.Erasure.Erased;
import io.parley.turn.Message;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What an erasure finds, on a real Redis. */
class ErasureTest extends ScriptTest {
    private final Erasure erasure = new Erasure(Stores.anotherConnection());
    private final String who = "visitor " + UUID.randomUUID();

    @Test
    void everyKeyOfAVisitorIsFoundAndNoOther() {
        SessionId second = newSession();
        SessionId ofAnother = newSession();
        converse(session, who, 3);
        converse(second, who, 2);
        converse(ofAnother, "another " + who, 1);
        assertThat(keysOf(session))
                .hasSize(7)
                .allSatisfy(key -> assertThat(redis("PTTL", key).toLong()).isPositive());

        Erased erased = await(erasure.forgetVisitor(SiteId.DEFAULT, who));

        assertThat(erased).isEqualTo(new Erased(2, 10, 5, 0, 0, 2));
        assertThat(keysOf(session)).containsExactly(key + ":forgotten");
        assertThat(redis("EXISTS", new Keys(SiteId.DEFAULT).visitor(who)).toInteger())
                .isZero();
        assertThat(keysOf(ofAnother)).hasSize(5);
        assertThat(await(erasure.forgetVisitor(SiteId.DEFAULT, who))).isEqualTo(new Erased(0, 0, 0, 0, 0, 0));
    }

    @Test
    void ticketIsFoundWhenItsSessionHasLongExpired() {
        Message asking = message(session, "m1", "A person, please", visitor(who));
        String ticket = UUID.randomUUID().toString();
        commit(admitted(asking), asking, "{}", Low.KEEP, Optional.of(filing(ticket, 0)));
        String stored = "parley:v1:{default}:ticket:" + filing(ticket, 0).open().id();
        assertThat(redis("EXISTS", stored).toInteger()).isEqualTo(1);
        redis("DEL", key, key + ":turns", key + ":replies", key + ":reply:m1");

        Erased erased = await(erasure.forgetVisitor(SiteId.DEFAULT, who));

        assertThat(erased.tickets()).isEqualTo(1);
        assertThat(erased.streamEntries()).isEqualTo(1);
        assertThat(redis("EXISTS", stored).toInteger()).isZero();
        assertThat(keysOf(session)).containsExactly(key + ":forgotten");
    }

    @Test
    void forgettingASessionTakesItFromItsVisitor() {
        SessionId second = newSession();
        converse(session, who, 1);
        converse(second, who, 1);
        assertThat(await(erasure.forget(SiteId.DEFAULT, session)).sessions()).isEqualTo(1);
        assertThat(redis("ZRANGE", new Keys(SiteId.DEFAULT).visitor(who), "0", "-1"))
                .hasToString("[" + second + "]");
    }

    @Test
    void indexForgetsNowAndThenWhatHasExpired() {
        converse(session, who, 1);
        String replies = key + ":replies";
        redis("ZADD", replies, "1", "long gone");
        converse(session, who, 16);
        assertThat(redis("ZRANGE", replies, "0", "-1").toString()).doesNotContain("long gone");
    }

    private void converse(SessionId session, String visitor, int messages) {
        for (int i = 1; i <= messages; i++) {
            Message message = message(session, "m" + i, "Text " + i, visitor(visitor));
            if (admit(message) instanceof Admission.Admitted admitted) {
                commit(admitted, message, "{}", Low.RESET, Optional.empty());
            }
        }
    }

    private static List<String> keysOf(SessionId session) {
        List<String> keys = new ArrayList<>();
        StreamSupport.stream(redis("KEYS", "*" + session + "*").spliterator(), false)
                .forEach(key -> keys.add(key.toString()));
        return keys;
    }
}
