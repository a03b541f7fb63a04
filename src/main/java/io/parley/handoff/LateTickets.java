package io.parley.handoff;

import io.parley.alerts.Alerts;
import io.parley.redis.Keys;
import io.parley.redis.Script;
import io.parley.redis.TicketScripts;
import io.parley.turn.Language;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tickets that nobody took in time: visitors are told, somebody is alerted, and where that is the policy the bot goes on. */
@Singleton
public class LateTickets {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Script late;
    private final Alerts alerts;

    LateTickets(ReactiveRedisDataSource redis, Alerts alerts) {
        this.late = new Script(redis, TicketScripts.SCRIPT, "redis/late.lua");
        this.alerts = alerts;
    }

    /** What a visitor is told. */
    @FunctionalInterface
    public interface Notice {
        String text(SiteId site, Language language, boolean botResumes);
    }

    private record Late(String ticket, Language language, boolean botResumes) {}

    /** Tells each once, whoever asks at the same time. Fails if Redis does not answer. Returns how many were told now. */
    public Uni<Integer> tell(SiteId site, int turnsKept, Notice notice) {
        return run(site, List.of("ticket", ""))
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(late(found.get(3))))
                .onItem()
                .transformToUniAndConcatenate(one -> tell(site, one, turnsKept, notice))
                .filter(told -> told)
                .collect()
                .asList()
                .map(List::size);
    }

    private Uni<Boolean> tell(SiteId site, Late late, int turnsKept, Notice notice) {
        return run(
                        site,
                        List.of(
                                "ticket",
                                late.ticket,
                                "id",
                                late.ticket + "-late",
                                "text",
                                notice.text(site, late.language, late.botResumes),
                                "keep",
                                Integer.toString(turnsKept)))
                .invoke(response -> alerts.raise(site, TicketScripts.alerts(response)))
                .map(response -> response.get(0).toString().equals("told"));
    }

    private Uni<Response> run(SiteId site, List<String> args) {
        Keys keys = new Keys(site);
        return late.run(List.of(keys.lateTickets()), args, TicketScripts.arguments(keys, ""))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    private static List<Late> late(Response found) {
        List<Late> late = new ArrayList<>();
        for (int i = 0; i + 2 < found.size(); i += 3) {
            late.add(new Late(
                    found.get(i).toString(),
                    Language.of(found.get(i + 1).toString()).orElse(Language.EN),
                    found.get(i + 2).toString().equals("bot")));
        }
        return late;
    }
}
