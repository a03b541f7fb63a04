package io.parley.handoff;

import io.parley.handoff.desk.DeskKind;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A ticket that is not filed yet: that is the commit's to decide.
 *
 * @param opens when somebody will be there, in the zone of the queue; empty if somebody is
 * @param lateAt from when on nobody has taken it in time
 * @param desk that gets it
 * @param seen ids of the visitor's messages that are in the transcript
 */
public record Draft(
        Ticket ticket,
        Optional<ZonedDateTime> opens,
        Instant lateAt,
        Overdue overdue,
        DeskKind desk,
        List<String> seen) {}
