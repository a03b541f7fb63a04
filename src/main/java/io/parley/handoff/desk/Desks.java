package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.signing.SigningKey;
import io.parley.turn.PerSite;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The desks of the deployment, by site and queue. */
@Singleton
public class Desks {
    private final PerSite<Level> sites;
    private final Level all;
    private final DeskClient client;
    private final ObjectMapper mapper;
    private final InstantSource clock;

    /** What is set of a site, or of all: for its queues, and for those that have nothing of their own. */
    private record Level(Optional<DeskSettings> others, Map<String, DeskSettings> queues) {}

    Desks(DeskConfig config, DeskClient client, ObjectMapper mapper, InstantSource clock) {
        this.all = level("parley.", config.desk(), config.queues());
        this.sites = PerSite.of(
                config.sites(),
                new Level(Optional.empty(), Map.of()),
                (property, site) -> level(property, site.desk(), site.queues()));
        this.client = client;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** To be observed makes this exist at start-up, when wrong settings are refused. */
    void check(@Observes StartupEvent event) {}

    private static Level level(String property, DeskConfig.Settings others, Map<String, DeskConfig.Queue> queues) {
        Map<String, DeskSettings> own = new HashMap<>();
        queues.forEach((name, queue) -> DeskSettings.of(property + "queues." + name + ".desk.", queue.desk())
                .ifPresent(settings -> Settings.require(
                        own.put(SiteId.folded(name), settings) == null,
                        property + "queues." + name,
                        "names a queue twice: . _ and - are the same in a name")));
        return new Level(DeskSettings.of(property + "desk.", others), own);
    }

    public DeskKind kindOf(SiteId site, String queue) {
        return settings(site, queue).kind();
    }

    public Desk of(SiteId site, String queue) {
        DeskSettings desk = settings(site, queue);
        return switch (desk.kind()) {
            case NONE -> new NoDesk();
            case WEBHOOK -> new WebhookDesk(desk.url(), SigningKey.of(desk.secret()), client, mapper, clock);
            case CHATWOOT -> new ChatwootDesk(desk, client);
            case ZENDESK -> new ZendeskDesk(desk, client);
            case FRESHDESK -> new FreshdeskDesk(desk, client);
            case SLACK -> new SlackDesk(desk.url(), client);
        };
    }

    DeskSettings settings(SiteId site, String queue) {
        Level own = sites.of(site);
        return Optional.ofNullable(own.queues.get(SiteId.folded(queue)))
                .or(own::others)
                .or(() -> Optional.ofNullable(all.queues.get(SiteId.folded(queue))))
                .or(all::others)
                .orElse(DeskSettings.NONE);
    }

    /** Every desk that may have a say in a ticket of the site. */
    List<DeskSettings> of(SiteId site) {
        Level own = sites.of(site);
        List<DeskSettings> desks = new ArrayList<>(own.queues.values());
        own.others.ifPresent(desks::add);
        desks.addAll(all.queues.values());
        all.others.ifPresent(desks::add);
        return desks;
    }
}
