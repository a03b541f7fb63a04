package io.parley.session;

import static io.parley.session.Stores.NOTHING;
import static io.parley.session.Stores.await;
import static io.parley.session.Stores.message;
import static io.parley.session.Stores.redis;
import static io.parley.session.Stores.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.redis.Expiry;
import io.parley.redis.Keys;
import io.parley.redis.Script;
import io.parley.redis.TicketScripts;
import io.parley.session.Admission.Admitted;
import io.parley.session.Admission.ForeignVisitor;
import io.parley.session.Commit.Low;
import io.parley.turn.Message;
import io.parley.turn.Owner;
import io.parley.turn.SiteId;
import io.parley.turn.Turn;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** commit.lua against a real Redis: every verdict, and what it leaves behind. */
class CommitTest extends ScriptTest {
    @Test
    void secondCommitOfAMessageGetsTheFirstOnesReply() {
        Message message = message(session, "m1", "Hello");
        Admitted first = admitted(message);
        commit(first, message, "{\"reply\":1}", Low.RESET, Optional.empty());
        assertThat(commit(first, message, "{\"reply\":2}", Low.RAISE, Optional.empty()))
                .isEqualTo(new Committed.Replayed("{\"reply\":1}", Optional.empty()));
        assertThat(redis("LLEN", key + ":turns").toInteger()).isEqualTo(2);
        assertThat(redis("HGET", key, "streak")).hasToString("0");
    }

    @Test
    void messageThatIsGivenUpCanBeAnsweredAgain() {
        Message message = message(session, "m1", "Hello");
        Admitted first = admitted(message);
        assertThat(admit(message)).isInstanceOf(Admission.InProgress.class);
        Commit release = Commit.givenUp(message, first.state(), NOTHING);
        assertThat(await(store.commit(release)).committed()).isInstanceOf(Committed.Released.class);

        Admitted second = admitted(message);
        assertThat(second.window()).as("its own turn is not one before it").isEmpty();
        assertThat(second.state().turns()).isEqualTo(1);
        assertThat(redis("LLEN", key + ":turns").toInteger()).isEqualTo(1);
        assertThat(admit(message(session, "m1", "Another"))).isInstanceOf(Admission.MessageReused.class);

        commit(second, message, "{\"reply\":1}", Low.RESET, Optional.empty());
        assertThat(await(store.commit(release)).committed())
                .as("whoever gives up late takes no answer away")
                .isEqualTo(new Committed.Replayed("{\"reply\":1}", Optional.empty()));
        assertThat(((Admission.Replayed) admit(message)).reply()).isEqualTo("{\"reply\":1}");
    }

    @Test
    void whoGivesUpLateDoesNotGiveUpTheClaimOfAnotherCall() {
        Message message = message(session, "m1", "Hello");
        Commit late = Commit.givenUp(message, admitted(message).state(), NOTHING);
        String claim = redis("GET", key + ":reply:m1").toString();
        redis("SET", key + ":reply:m1", claim.replaceFirst("\t\\d+\t0$", "\t0\t0")); // its lease runs out
        Commit own = Commit.givenUp(message, admitted(message).state(), NOTHING);

        assertThat(await(store.commit(late)).committed()).isInstanceOf(Committed.Released.class);
        assertThat(admit(message)).as("the second call is answering").isInstanceOf(Admission.InProgress.class);
        await(store.commit(own));
        assertThat(admit(message)).isInstanceOf(Admitted.class);
    }

    @Test
    void claimThatIsGoneIsNotMadeAnew() {
        Message message = message(session, "m1", "Hello");
        Admitted admitted = admitted(message);
        redis("DEL", key + ":reply:m1");
        await(store.commit(Commit.givenUp(message, admitted.state(), NOTHING)));
        assertThat(redis("EXISTS", key + ":reply:m1").toInteger()).isZero();
    }

    @Test
    void streakFilesTheTicketExactlyWhenItIsFull() {
        Committed first = lowTurn("m1", Low.RAISE);
        Committed second = lowTurn("m2", Low.RAISE);
        assertThat(first).isInstanceOf(Committed.Stands.class);
        assertThat(second).isInstanceOf(Committed.HandedOff.class);

        Admitted third = admitted(message(session, "m3", "And now?"));
        assertThat(third.state().owner()).isEqualTo(Owner.HUMAN);
        assertThat(third.state().ticket()).contains(ticket("m2"));
        assertThat(third.state().lowConfidenceStreak()).isZero();
        assertThat(redis("HGET", "parley:v1:{default}:ticket:" + ticket("m2").id(), "ticket"))
                .hasToString("{\"ticket\":\"m2\"}");
        assertThat(third.window().get(third.window().size() - 1).text()).isEqualTo("A person comes.");
        assertReplayed(admit(message(session, "m2", "Text m2")), "{\"handoff\":\"m2\"}", "m2");
    }

    @ParameterizedTest
    @EnumSource(
            value = Low.class,
            names = {"RESET", "KEEP"})
    void onlyAResetBreaksTheStreak(Low between) {
        lowTurn("m1", Low.RAISE);
        lowTurn("m2", between);
        assertThat(lowTurn("m3", Low.RAISE))
                .isInstanceOf(between == Low.RESET ? Committed.Stands.class : Committed.HandedOff.class);
    }

    @Test
    void sessionThatComesBackFromPeopleIsKeptAsBefore() {
        lowTurn("m1", Low.RAISE);
        lowTurn("m2", Low.RAISE);
        admitted(message(session, "m3", "And now?"));
        assertThat(redis("PTTL", key).toLong()).isGreaterThan(Expiry.TICKET.toMillis());

        Script desk = new Script(Stores.anyConnection(), TicketScripts.SCRIPT, "redis/desk.lua");
        String id = ticket("m2").id();
        Keys keys = new Keys(SiteId.DEFAULT);
        await(desk.run(
                List.of(keys.ticket(id)),
                List.of("ticket", id, "event", "e1", "type", "release", "text", "", "redacted", "", "agent", ""),
                TicketScripts.arguments(keys, "")));
        assertThat(redis("PTTL", key).toLong()).isLessThanOrEqualTo(Expiry.SESSION.toMillis());

        redis("PEXPIRE", key, "5000"); // nearly a day later
        admitted(message(session, "m4", "Hello again"));
        assertThat(redis("PTTL", key).toLong()).isGreaterThan(Expiry.SESSION.toMillis());
    }

    @Test
    void turnsBeforeAReleaseDoNotHandOff() {
        lowTurn("m1", Low.RAISE);
        Message message = message(session, "m2", "Text m2");
        Admitted before = admitted(message);
        redis("HINCRBY", key, "epoch", "1"); // what a release does
        assertThat(commit(before, message, "{}", Low.RAISE, Optional.of(filing("m2", 2))))
                .isInstanceOf(Committed.Stands.class);
        assertThat(redis("HGET", key, "streak")).hasToString("1");
    }

    @Test
    void answerIsSupersededWhenAPersonTookOverMeanwhile() {
        Message slow = message(session, "m1", "Slow question");
        Admitted admitted = admitted(slow);
        Message wish = message(session, "m2", "A person, please");
        assertThat(commit(admitted(wish), wish, "{}", Low.KEEP, Optional.of(filing("m2", 0))))
                .isInstanceOf(Committed.HandedOff.class);

        assertThat(commit(admitted, slow, "{\"reply\":1}", Low.RESET, Optional.empty()))
                .isEqualTo(new Committed.Superseded(Optional.of(ticket("m2"))));
        assertReplayed(admit(slow), "", "m2");
        assertThat(admitted(message(session, "m3", "Hello?")).window())
                .extracting(Turn::text)
                .as("the bot's answer is in nobody's transcript")
                .containsExactly("Slow question", "A person, please", "A person comes.");
    }

    @Test
    void commitStandsOnItsOwnWhenRedisLostTheSession() {
        Message message = message(session, "m1", "Hello", visitor("alice"));
        Admitted admitted = admitted(message);
        redis("FLUSHALL");
        assertThat(commit(admitted, message, "{\"reply\":1}", Low.RAISE, Optional.of(filing("m1", 0))))
                .isInstanceOf(Committed.HandedOff.class);
        assertThat(admit(message(session, "m2", "Hello", visitor("mallory")))).isInstanceOf(ForeignVisitor.class);
        assertThat(admitted(message(session, "m3", "Hello", visitor("alice")))
                        .state()
                        .owner())
                .isEqualTo(Owner.HUMAN);
    }

    private void assertReplayed(Admission admission, String reply, String ticket) {
        Admission.Replayed replayed = (Admission.Replayed) admission;
        assertThat(replayed.reply()).isEqualTo(reply);
        assertThat(replayed.ticket()).contains(ticket(ticket));
    }
}
