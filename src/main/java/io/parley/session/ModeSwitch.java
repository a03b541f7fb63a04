package io.parley.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.redis.Keys;
import io.parley.redis.Script;
import io.parley.redis.ScriptReply;
import io.parley.turn.Mode;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The mode of each site. Admission reads it with everything else, so a change holds for every instance from the next message on.
 */
@Singleton
public class ModeSwitch {
    /** Every key expires; this one as late as nobody remembers it. */
    private static final Duration KEEP = Duration.ofDays(400);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int PARTS = 5;

    private final Script script;
    private final Optional<Mode> forced;

    ModeSwitch(ReactiveRedisDataSource redis, SessionConfig config) {
        this.script = new Script(redis, "redis/mode.lua");
        this.forced = config.forcedMode();
    }

    /**
     * How the switch of a site stands: the members that are not known are null.
     *
     * @param by name of the operator
     * @param until when it ends by itself
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Setting(Mode mode, String by, String why, String since, String until) {
        static Setting of(String stored) {
            String[] part = stored.split("\t", PARTS);
            if (part.length < PARTS) {
                return new Setting(stored.isEmpty() ? Mode.LIVE : Mode.of(part[0]), null, null, null, null);
            }
            return new Setting(Mode.of(part[0]), part[3], part[4], instant(part[1]), instant(part[2]));
        }

        private static String instant(String millis) {
            return millis.isEmpty()
                    ? null
                    : Instant.ofEpochMilli(Long.parseLong(millis)).toString();
        }
    }

    /**
     * What was set, and what is.
     *
     * @param inForce what messages are answered by: what is set, unless the deployment forces another
     * @param past whether nothing was set, because it would have ended already
     */
    public record Change(Setting before, Setting now, Mode inForce, boolean past) {}

    /** Fails if Redis does not answer; then nothing is known to be set. */
    public Uni<Change> set(SiteId site, Mode mode, String by, String why, Optional<Instant> until) {
        return run(
                site,
                mode.wire(),
                by,
                why,
                until.map(u -> Long.toString(u.toEpochMilli())).orElse(""));
    }

    /** Fails as {@link #set}. */
    public Uni<Change> read(SiteId site) {
        return run(site, "", "", "", "");
    }

    private Uni<Change> run(SiteId site, String mode, String by, String why, String until) {
        List<String> args = List.of(
                "mode", mode, "by", by, "why", why, "until_ms", until, "keep_ms", Long.toString(KEEP.toMillis()));
        return script.run(List.of(new Keys(site).mode()), args)
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(response -> {
                    ScriptReply reply = ScriptReply.of(response);
                    Setting now = Setting.of(reply.text("value"));
                    return new Change(
                            Setting.of(reply.text("before")),
                            now,
                            forced.orElse(now.mode()),
                            reply.verdict().equals("past"));
                });
    }
}
