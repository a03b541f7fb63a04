package io.parley.handoff;

import io.parley.handoff.HandoffConfig.Members;
import io.parley.turn.PerSite;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The terms of every queue of every site. Each member counts as it is set for the queue of the site, else for the site, else for the
 * queue, else for everything.
 */
@Singleton
public class Terms {
    /** A service level that takes longer, holidays not counted, is a number of days that was meant to be one of hours. */
    static final Duration DUE_WITHIN = Duration.ofDays(60);

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String NAME_RULE = "must be 1..64 of A-Z a-z 0-9 _ -";

    private final PerSite<OfSite> sites;
    private final Duration deliveryMaxAge;

    /**
     * @param queue the general one
     * @param term of queues that are not named
     * @param queues by folded name
     */
    private record OfSite(String queue, Term term, Map<String, Term> queues) {}

    /**
     * What is set in one place.
     *
     * @param property the place, such as {@code parley.queues.billing.}
     */
    private record Level(String property, Members members) {
        <T> Optional<Setting<T>> get(String member, Function<Members, Optional<T>> value) {
            return value.apply(members).map(v -> new Setting<>(property + member, v));
        }
    }

    /** A value, and where it comes from. */
    private record Setting<T>(String property, T value) {}

    Terms(HandoffConfig config) {
        Level all = new Level("parley.handoff.", config.handoff());
        Map<String, Level> queues = queues("parley.queues.", config.queues());
        String queue = name("parley.handoff.queue", config.handoff().queue());
        OfSite others = ofSite(queue, List.of(all), Map.of(), queues);
        sites = PerSite.of(config.sites(), others, (property, site) -> {
            String own = property + "handoff.";
            return ofSite(
                    site.handoff().queue().map(q -> name(own + "queue", q)).orElse(queue),
                    List.of(new Level(own, site.handoff()), all),
                    queues(property + "queues.", site.queues()),
                    queues);
        });
        deliveryMaxAge = config.handoff().deliveryMaxAge();
        Settings.within("parley.handoff.delivery-max-age", deliveryMaxAge, Duration.ofMinutes(1), Duration.ofDays(30));
    }

    /** To be observed makes this exist at start-up, when a wrong value is refused. */
    void check(@Observes StartupEvent event) {}

    /** @param queue any name; one that nothing is set of has the terms of the site */
    public Term of(SiteId site, String queue) {
        OfSite ofSite = sites.of(site);
        return ofSite.queues.getOrDefault(SiteId.folded(queue), ofSite.term);
    }

    /** The queue of every intent that has none of its own. */
    public String queueOf(SiteId site) {
        return sites.of(site).queue;
    }

    /** How long delivery of a ticket to the desk is tried. */
    public Duration deliveryMaxAge() {
        return deliveryMaxAge;
    }

    private static Map<String, Level> queues(String property, Map<String, Members> configured) {
        Map<String, Level> queues = new HashMap<>();
        configured.forEach((name, members) -> {
            // A variable makes dots of what it cannot name.
            String folded = SiteId.folded(name);
            name(property + name, folded);
            Level before = queues.put(folded, new Level(property + name + '.', members));
            Settings.require(before == null, property + name, "names a queue twice: . _ and - are the same in a name");
        });
        return queues;
    }

    private static String name(String property, String name) {
        Settings.require(NAME.matcher(name).matches(), property, NAME_RULE);
        return name;
    }

    /** @param levels of the queues that are not named, the one that counts first */
    private static OfSite ofSite(String queue, List<Level> levels, Map<String, Level> own, Map<String, Level> all) {
        Set<String> names = new HashSet<>(own.keySet());
        names.addAll(all.keySet());
        Map<String, Term> terms = new HashMap<>();
        int last = levels.size() - 1;
        for (String name : names) {
            terms.put(
                    name,
                    term(Stream.of(
                                    Stream.ofNullable(own.get(name)),
                                    levels.subList(0, last).stream(),
                                    Stream.ofNullable(all.get(name)),
                                    Stream.of(levels.get(last)))
                            .flatMap(Function.identity())
                            .toList()));
        }
        return new OfSite(queue, term(levels), terms);
    }

    private static Term term(List<Level> levels) {
        Setting<Duration> sla = find(levels, "sla", Members::sla, Duration.ofHours(1));
        Settings.within(sla.property, sla.value, Duration.ofMinutes(1), Duration.ofDays(30));
        Setting<Duration> margin = find(levels, "overdue-margin", Members::overdueMargin, Duration.ofMinutes(15));
        Settings.within(margin.property, margin.value, Duration.ZERO, Duration.ofDays(7));
        BusinessHours hours = new BusinessHours(
                read(
                        find(levels, "hours", Members::hours, List.of("always")),
                        h -> WeeklyHours.parse(String.join(",", h))),
                read(find(levels, "time-zone", Members::timeZone, "UTC"), BusinessHours::zone),
                read(find(levels, "holidays", Members::holidays, List.of("none")), Holidays::parse));
        double weeks = (double) sla.value.toSeconds() / hours.week().openTime().toSeconds();
        Settings.require(
                weeks * WEEK.toDays() <= DUE_WITHIN.toDays(),
                sla.property,
                "is counted within the hours, of which it would take more than " + DUE_WITHIN.toDays() + " days");
        return new Term(sla.value, hours, margin.value, find(levels, "overdue", Members::overdue, Overdue.BOT).value);
    }

    private static <T> Setting<T> find(
            List<Level> levels, String member, Function<Members, Optional<T>> value, T otherwise) {
        return levels.stream()
                .flatMap(level -> level.get(member, value).stream())
                .findFirst()
                .orElseGet(() -> new Setting<>("parley.handoff." + member, otherwise));
    }

    private static <T, R> R read(Setting<T> setting, Function<T, R> reader) {
        try {
            return reader.apply(setting.value);
        } catch (IllegalArgumentException e) {
            Settings.require(false, setting.property, e.getMessage());
            throw e;
        }
    }
}
