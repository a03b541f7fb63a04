package io.parley.handoff;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who takes over what, and until when: for everything, for a queue, for a site, and for a queue of a site. See {@link Terms}. */
@ConfigMapping(prefix = "parley")
public interface HandoffConfig {
    General handoff();

    /** By name: 1..64 of {@code A-Z a-z 0-9 _ -}, compared as names of sites are. */
    Map<String, Members> queues();

    Map<String, Site> sites();

    interface General extends Members {
        /** The queue of every intent that has none of its own. */
        @WithDefault("support")
        String queue();

        /** How long delivery of a ticket to the desk is tried. */
        @WithDefault("24h")
        Duration deliveryMaxAge();
    }

    interface Site {
        OfSite handoff();

        Map<String, Members> queues();
    }

    interface OfSite extends Members {
        Optional<String> queue();
    }

    /** What may be set at each level. */
    interface Members {
        /** Business time from hand-off to the time by which a person should have answered: 1 minute to 30 days, 1 hour if not set. */
        Optional<Duration> sla();

        /** When people answer, see {@link WeeklyHours#parse}; {@code always} if not set. */
        Optional<List<String>> hours();

        /** Of the hours and holidays, by its IANA name; {@code UTC} if not set. */
        Optional<String> timeZone();

        /** See {@link Holidays#parse}. */
        Optional<List<String>> holidays();

        /** From the time by which a person should have answered to what happens then: up to 7 days, 15 minutes if not set. */
        Optional<Duration> overdueMargin();

        /** {@code bot} if not set. */
        Optional<Overdue> overdue();
    }
}
