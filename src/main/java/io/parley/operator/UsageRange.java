package io.parley.operator;

import io.parley.edge.Problem;
import io.parley.edge.Problem.ParameterError;
import io.parley.edge.Refusal;
import io.parley.edge.access.Sites;
import io.parley.turn.SiteId;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which days of which sites: {@code ?site=&from=&to=}.
 *
 * @param from the first day
 * @param to the day after the last
 */
record UsageRange(List<SiteId> sites, LocalDate from, LocalDate to) {
    private static final Set<String> PARAMETERS = Set.of("site", "from", "to");
    private static final int DAYS_MAX = 400;

    /** One day of one site. */
    record SiteDay(SiteId site, LocalDate day) {}

    /**
     * Without sites it is all that there are, without days the month so far.
     *
     * @throws Refusal 422 that names each parameter that is wrong
     */
    static UsageRange of(MultiMap query, Sites sites, SiteId called, Instant now) {
        List<ParameterError> errors = new ArrayList<>();
        for (String name : query.names()) {
            if (!PARAMETERS.contains(name)) {
                errors.add(new ParameterError(name, "is none of site, from and to"));
            }
        }
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate from = day(query, "from", today.withDayOfMonth(1), errors);
        LocalDate to = day(query, "to", today.plusDays(1), errors);
        if (errors.isEmpty() && !from.isBefore(to)) {
            errors.add(new ParameterError("to", "must be after from: it is the day after the last"));
        }
        if (errors.isEmpty()
                && Duration.between(from.atStartOfDay(), to.atStartOfDay()).toDays() > DAYS_MAX) {
            errors.add(new ParameterError("to", "must be at most " + DAYS_MAX + " days after from"));
        }
        List<SiteId> named = new ArrayList<>();
        for (String name : query.getAll("site")) {
            Optional<SiteId> known = SiteId.isValid(name) ? sites.known(new SiteId(name)) : Optional.empty();
            known.ifPresentOrElse(
                    named::add, () -> errors.add(new ParameterError("site", "must name one that has a secret")));
        }
        if (!errors.isEmpty()) {
            throw new Refusal(Problem.wrongParameters(errors));
        }
        List<SiteId> all = sites.areSigned() ? sites.all() : List.of(called);
        return new UsageRange(named.isEmpty() ? all : named.stream().distinct().toList(), from, to);
    }

    private static LocalDate day(MultiMap query, String name, LocalDate otherwise, List<ParameterError> errors) {
        List<String> values = query.getAll(name);
        if (values.isEmpty()) {
            return otherwise;
        }
        try {
            if (values.size() == 1) {
                return LocalDate.parse(values.get(0));
            }
        } catch (DateTimeException e) {
            // the same complaint as for several
        }
        errors.add(new ParameterError(name, "must be one day such as 2026-12-01"));
        return otherwise;
    }

    /** Site by site, day by day. */
    Stream<SiteDay> days() {
        return sites.stream().flatMap(site -> from.datesUntil(to).map(day -> new SiteDay(site, day)));
    }
}
