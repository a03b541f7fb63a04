package io.parley.handoff;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Until when a ticket should be taken, and what happens if it is not.
 *
 * @param sla counted within the hours
 * @param overdueMargin after {@link #dueAt}, by the clock, until {@code overdue} happens
 */
public record Term(Duration sla, BusinessHours hours, Duration overdueMargin, Overdue overdue) {
    /** By when a person should have answered what is handed off now. */
    public Instant dueAt(Instant now) {
        return hours.dueAt(now, sla);
    }

    /** When somebody will be there, by their own clock; empty while somebody is. */
    public Optional<ZonedDateTime> opens(Instant now) {
        Instant opens = hours.opensAt(now);
        return opens.equals(now) ? Optional.empty() : Optional.of(opens.atZone(hours.zone()));
    }
}
