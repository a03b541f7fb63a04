package io.parley.session;

import static io.parley.session.Stores.FREE;
import static io.parley.session.Stores.NOTHING;
import static io.parley.session.Stores.REMAINING;
import static io.parley.session.Stores.address;
import static io.parley.session.Stores.await;
import static io.parley.session.Stores.message;
import static io.parley.session.Stores.newSession;
import static io.parley.session.Stores.redis;
import static io.parley.session.Stores.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.RedisProcess;
import io.parley.redis.Keys;
import io.parley.session.Admission.Admitted;
import io.parley.session.Admission.ForeignVisitor;
import io.parley.session.Admission.InProgress;
import io.parley.session.Admission.Limited;
import io.parley.session.Admission.MessageReused;
import io.parley.session.Admission.Unavailable;
import io.parley.session.Commit.Low;
import io.parley.session.Commit.Unresolved;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import io.parley.turn.Mode;
import io.parley.turn.Owner;
import io.parley.turn.Role;
import io.parley.turn.SiteId;
import io.parley.turn.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** admit.lua against a real Redis: every verdict, and what it leaves behind. */
class AdmissionTest extends ScriptTest {
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;

    @Test
    void newSessionBelongsToTheBot() {
        SessionState state = admitted(message(session, "m1", "Hello")).state();
        assertThat(state.owner()).isEqualTo(Owner.BOT);
        assertThat(state.epoch()).isZero();
        assertThat(state.lowConfidenceStreak()).isZero();
        assertThat(state.turns()).isEqualTo(1);
        assertThat(state.mode()).isEqualTo(Mode.LIVE);
        assertThat(state.ticket()).isEmpty();
        assertThat(state.now())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    void windowHoldsWhatWasSaidBefore() {
        String odd = "tabs\tand\nlines, \"quotes\", שלום 👋";
        answer(admitted(message(session, "m1", odd)), "m1", odd, "Reply\t1");
        Admitted second = admitted(message(session, "m2", "Second"));

        assertThat(second.window()).extracting(Turn::role).containsExactly(Role.VISITOR, Role.BOT);
        assertThat(second.window()).extracting(Turn::text).containsExactly(odd, "Reply\t1");
        assertThat(second.window()).extracting(Turn::messageId).containsExactly("m1", "m1");
        assertThat(second.window().get(1).intent()).contains(Intent.ORDER_STATUS);
        assertThat(second.state().turns()).isEqualTo(2);
    }

    @Test
    void turnsOfMessagesStillUnderWayAreSeen() {
        admitted(message(session, "m1", "One"));
        admitted(message(session, "m2", "Two"));
        assertThat(admitted(message(session, "m3", "Three")).window())
                .extracting(Turn::text)
                .containsExactly("One", "Two");
    }

    @Test
    void windowIsTheLastTurnsAndTheListIsBounded() {
        SessionStore patient = Stores.store("off", "off");
        for (int i = 0; i < 40; i++) {
            assertThat(await(patient.admit(message(session, "m" + i, "Text " + i), false, REMAINING, FREE)))
                    .isInstanceOf(Admitted.class);
        }
        Admitted last = (Admitted) await(patient.admit(message(session, "last", "Last"), false, REMAINING, FREE));
        assertThat(last.window()).extracting(Turn::text).containsExactlyElementsOf(texts(32, 40));
        assertThat(redis("LLEN", key + ":turns").toInteger()).isLessThanOrEqualTo(17);
        assertThat(last.limits()).isEmpty();
    }

    @Test
    void sameMessageIsInProgressThenReplayed() {
        Message message = message(session, "m1", "Hello");
        Admitted first = admitted(message);
        assertThat(admit(message)).isInstanceOf(InProgress.class);

        commit(first, message, "{\"reply\":1}", Low.RESET, Optional.empty());
        Admission.Replayed replayed = (Admission.Replayed) admit(message);
        assertThat(replayed.reply()).isEqualTo("{\"reply\":1}");
        assertThat(replayed.ticket()).isEmpty();
        assertThat(replayed.turns()).extracting(Turn::text).contains(message.text());
        assertThat(redis("LLEN", key + ":turns").toInteger()).isEqualTo(2);
    }

    @Test
    void sameIdWithAnotherBodyIsNeverAnswered() {
        Message message = message(session, "m1", "Hello");
        Admitted first = admitted(message);
        Message other = message(session, "m1", "Something else");
        assertThat(admit(other)).isInstanceOf(MessageReused.class);
        commit(first, message, "{}", Low.RESET, Optional.empty());
        assertThat(admit(other)).isInstanceOf(MessageReused.class);
    }

    @Test
    void claimThatRanOutIsTakenOverWithoutASecondTurn() {
        Message message = message(session, "m1", "Hello");
        // A negative remainder eats the lease's margin: the claim has run out before anybody comes back.
        admitted(message(session, "m0", "Before"));
        await(store.admit(message, false, AdmitScript.LEASE_MARGIN.negated(), FREE));
        Admitted again = admitted(message);
        assertThat(again.window())
                .extracting(Turn::text)
                .as("nor before itself")
                .containsExactly("Before");
        assertThat(again.state().turns()).isEqualTo(2);
        assertThat(redis("LLEN", key + ":turns").toInteger()).isEqualTo(2);
        assertThat(admit(message)).isInstanceOf(InProgress.class);
    }

    @Test
    void twoInstancesAtOnceAdmitAMessageOnce() {
        SessionStore other = Stores.store("20/1m", "60/1m", Stores.anotherConnection());
        for (int i = 0; i < 20; i++) {
            Message message = message(newSession(), "m", "Hello");
            List<Admission> both = List.of(store, other).stream()
                    .map(s -> s.admit(message, false, REMAINING, FREE).subscribeAsCompletionStage())
                    .toList()
                    .stream()
                    .map(stage -> stage.join())
                    .toList();
            assertThat(both).hasAtLeastOneElementOfType(Admitted.class).hasAtLeastOneElementOfType(InProgress.class);
        }
    }

    @Test
    void sessionBelongsToItsFirstVisitor() {
        admitted(message(session, "m1", "Hello", visitor("alice")));
        assertThat(admit(message(session, "m2", "Hello", visitor("mallory")))).isInstanceOf(ForeignVisitor.class);
        assertThat(admit(message(session, "m3", "Hello"))).isInstanceOf(ForeignVisitor.class);
        assertThat(admit(message(session, "m1", "Hello"))).as("nor a replay").isInstanceOf(ForeignVisitor.class);
        assertThat(admit(message(session, "m4", "Hello", visitor("alice")))).isInstanceOf(Admitted.class);
    }

    @Test
    void sessionWithoutAVisitorTakesTheFirstThatIsNamed() {
        admitted(message(session, "m1", "Hello"));
        admitted(message(session, "m2", "Hello", visitor("alice")));
        assertThat(admit(message(session, "m3", "Hello", visitor("mallory")))).isInstanceOf(ForeignVisitor.class);
    }

    @Test
    void limitsAreAllOrNothing() {
        SessionStore tight = Stores.store("5/1h", "2/1h");
        String ip = "2001:db8::" + Integer.toHexString(session.hashCode() & 0xffff);
        for (int i = 0; i < 2; i++) {
            Message message = message(session, "m" + i, "Text", address(ip));
            assertThat(await(tight.admit(message, false, REMAINING, FREE))).isInstanceOf(Admitted.class);
        }
        String before = snapshot();
        Limited limited =
                (Limited) await(tight.admit(message(session, "m2", "Text", address(ip)), false, REMAINING, FREE));

        assertThat(limited.limits()).extracting(LimitStatus::violated).containsExactly(false, true);
        assertThat(limited.limits().get(1).reset()).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
        assertThat(snapshot()).as("neither limit, nor claim, nor turn").isEqualTo(before);
        assertThat(await(tight.admit(message(session, "m3", "Text"), false, REMAINING, FREE)))
                .as("without the address the session's quota is untouched by the refusal")
                .isInstanceOfSatisfying(
                        Admitted.class,
                        a -> assertThat(a.limits().get(0).remaining()).isEqualTo(2));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "198.51.100.1, 198.51.100.2, false",
        "198.51.100.3, 198.51.100.3, true"
    })
    void addressLimitIsForAnIpv4AddressOrAnIpv6Network(String one, String other, boolean shared) {
        SessionStore tight = Stores.store("off", "1/24h");
        redis("FLUSHALL");
        await(tight.admit(message(session, "m1", "Text", address(one)), false, REMAINING, FREE));
        assertThat(await(tight.admit(message(newSession(), "m1", "Text", address(other)), false, REMAINING, FREE)))
                .isInstanceOf(shared ? Limited.class : Admitted.class);
    }

    @Test
    void concurrentMessagesNeverPassMoreThanTheQuota() {
        SessionStore tight = Stores.store("20/24h", "off");
        List<Admission> admissions = IntStream.range(0, 200)
                .mapToObj(i -> tight.admit(message(session, "m" + i, "Text"), false, REMAINING, FREE)
                        .subscribeAsCompletionStage())
                .toList()
                .stream()
                .map(stage -> stage.join())
                .toList();
        assertThat(admissions.stream().filter(Admitted.class::isInstance)).hasSize(20);
        assertThat(admissions.stream().filter(Limited.class::isInstance)).hasSize(180);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "static", "handoff"})
    void modeIsReadWithEachAdmission(String mode) {
        redis("SET", "parley:v1:{default}:mode", mode);
        try {
            assertThat(admitted(message(session, "m-" + mode, "Hello")).state().mode())
                    .isEqualTo(Mode.of(mode));
        } finally {
            redis("DEL", "parley:v1:{default}:mode");
        }
    }

    @Test
    void scriptsSurviveARedisThatForgotThem() {
        admitted(message(session, "m1", "Hello"));
        redis("SCRIPT", "FLUSH");
        admitted(message(session, "m2", "Hello"));
    }

    @Test
    void expiriesAreSetAnewOnceTheMarginIsUsedUp() {
        List<String> keys = List.of(key, key + ":turns", new Keys(SiteId.DEFAULT).visitor("alice " + session));
        admitted(message(session, "m1", "Hello", visitor("alice " + session)));
        assertThat(keys).allSatisfy(k -> assertThat(expiryMillis(k)).isBetween(DAY_MS, DAY_MS + HOUR_MS));

        keys.forEach(k -> redis("PEXPIRE", k, "5000"));
        admitted(message(session, "m2", "Again", visitor("alice " + session)));
        assertThat(keys)
                .as("still enough, as far as is known")
                .allSatisfy(k -> assertThat(expiryMillis(k)).isLessThanOrEqualTo(5000));

        redis("HINCRBY", key, "kept", Long.toString(-HOUR_MS));
        admitted(message(session, "m3", "And again", visitor("alice " + session)));
        assertThat(keys).allSatisfy(k -> assertThat(expiryMillis(k)).isBetween(DAY_MS, DAY_MS + HOUR_MS));
    }

    @Test
    void visitorWhoComesToBeKnownIsRemembered() {
        String who = "alice " + session;
        admitted(message(session, "m1", "Hello"));
        admitted(message(session, "m2", "Hello", visitor(who)));
        assertThat(redis("ZRANGE", new Keys(SiteId.DEFAULT).visitor(who), "0", "-1"))
                .hasToString("[" + session + "]");
    }

    private static long expiryMillis(String key) {
        return redis("PTTL", key).toLong();
    }

    @Test
    void everyKeyOfTheSiteExpires() {
        lowTurn("m1", Low.RAISE);
        lowTurn("m2", Low.RAISE);
        admitted(message(session, "m3", "Text", address("192.0.2.9")));
        redis("KEYS", "parley:v1:{default}:*")
                .forEach(k -> assertThat(redis("PTTL", k.toString()).toLong())
                        .as(k.toString())
                        .isPositive());
    }

    @Test
    void whatMakesNoSenseIsUnavailableAndNotAFault() {
        redis("SET", key, "not a hash");
        assertThat(admit(message(session, "m1", "Hello"))).isInstanceOf(Unavailable.class);
    }

    @Test
    void redisThatIsAwayIsUnavailable() {
        SessionStore away =
                Stores.store("20/1m", "60/1m", Stores.dataSource("redis://127.0.0.1:" + RedisProcess.freePort()));
        Message message = message(session, "m1", "Hello");
        assertThat(await(away.admit(message, false, REMAINING, FREE))).isInstanceOf(Unavailable.class);
        assertThat(await(away.commit(new Commit(
                                message,
                                admitted(message).state(),
                                Optional.of("{}"),
                                "",
                                Intent.OTHER,
                                Low.KEEP,
                                new Unresolved("", ""),
                                Optional.empty(),
                                NOTHING)))
                        .committed())
                .isInstanceOf(Committed.Lost.class);
    }
}
