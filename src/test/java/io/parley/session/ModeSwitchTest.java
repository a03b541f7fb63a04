package io.parley.session;

import static io.parley.session.Stores.FREE;
import static io.parley.session.Stores.REMAINING;
import static io.parley.session.Stores.await;
import static io.parley.session.Stores.message;
import static io.parley.session.Stores.newSession;
import static io.parley.session.Stores.redis;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.session.Admission.Admitted;
import io.parley.session.ModeSwitch.Change;
import io.parley.session.ModeSwitch.Setting;
import io.parley.turn.Message;
import io.parley.turn.Mode;
import io.parley.turn.SiteId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** mode.lua against a real Redis. */
class ModeSwitchTest {
    private final SiteId site = new SiteId(UUID.randomUUID().toString());
    private final String key = "parley:v1:{" + site + "}:mode";
    private final ModeSwitch modes = Stores.modes(Map.of());

    @ParameterizedTest
    @EnumSource
    void whatIsSetIsWhatAdmissionFinds(Mode mode) {
        Change change = set(mode, Optional.empty());
        assertThat(change.before()).isEqualTo(new Setting(Mode.LIVE, null, null, null, null));
        assertThat(change.now().mode()).isEqualTo(mode);
        assertThat(change.now().by()).isEqualTo("ann");
        assertThat(change.now().why()).isEqualTo("because\\ {of} it");
        assertThat(Instant.parse(change.now().since())).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(change.now().until()).isNull();
        assertThat(change.inForce()).isEqualTo(mode);
        assertThat(await(modes.read(site)).now()).isEqualTo(change.now());
        assertThat(admitted(Map.of())).isEqualTo(mode);
        assertThat(redis("PTTL", key).toLong()).as("every key expires").isGreaterThan(1);
    }

    @Test
    void endIsTheServersToKeep() {
        Instant end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MILLIS);
        assertThat(set(Mode.STATIC, Optional.of(end)).now().until()).isEqualTo(end.toString());
        assertThat(redis("PTTL", key).toLong()).isBetween(3_500_000L, 3_600_000L);

        String before = redis("GET", key).toString();
        Change past = set(Mode.HANDOFF, Optional.of(Instant.now().minusSeconds(5)));
        assertThat(past.past()).isTrue();
        assertThat(past.now().mode()).isEqualTo(Mode.STATIC);
        assertThat(redis("GET", key)).as("nothing was written").hasToString(before);
    }

    @Test
    void laterSettingWinsAndKnowsTheOneBefore() {
        set(Mode.STATIC, Optional.of(Instant.now().plusSeconds(3600)));
        Change back = set(Mode.LIVE, Optional.empty());
        assertThat(back.before().mode()).isEqualTo(Mode.STATIC);
        assertThat(back.now().until()).isNull();
        assertThat(admitted(Map.of())).isEqualTo(Mode.LIVE);
    }

    @ParameterizedTest
    @CsvSource({"static, STATIC", "handoff, HANDOFF", "live, LIVE", "of, STATIC", "'static by hand', STATIC"})
    void valueSetByHandHolds(String value, Mode mode) {
        redis("SET", key, value);
        assertThat(admitted(Map.of())).isEqualTo(mode);
        assertThat(await(modes.read(site)).now()).isEqualTo(new Setting(mode, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"static, live, STATIC", "handoff, static, HANDOFF", "live, static, STATIC", "live, live, LIVE"})
    void deploymentForcesAnythingButLive(String forced, String set, Mode inForce) {
        redis("SET", key, set);
        Map<String, String> properties = Map.of("parley.mode", forced);
        assertThat(admitted(properties)).isEqualTo(inForce);
        assertThat(await(Stores.modes(properties).read(site)).inForce()).isEqualTo(inForce);
    }

    private Change set(Mode mode, Optional<Instant> until) {
        return await(modes.set(site, mode, "ann", "because\\ {of} it", until));
    }

    private Mode admitted(Map<String, String> properties) {
        Message hello = message(newSession(), "m1", "Hello");
        Message here = new Message(
                site,
                hello.session(),
                hello.id(),
                hello.text(),
                hello.visitor(),
                hello.context(),
                hello.language(),
                hello.digest());
        Admitted admitted = (Admitted) await(Stores.store(properties).admit(here, false, REMAINING, FREE));
        return admitted.state().mode();
    }
}
