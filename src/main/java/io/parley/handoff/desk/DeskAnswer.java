package io.parley.handoff.desk;

import java.time.Duration;
import java.util.Optional;

/** What came of an attempt to deliver. A cause is for operators: a status or a kind of failure, and never an address or a secret. */
public sealed interface DeskAnswer {
    /** @param reference by which the desk knows the ticket; empty if it does not say */
    record Delivered(String reference) implements DeskAnswer {}

    /**
     * Another attempt may do better.
     *
     * @param after what the desk asks for; empty if it does not say
     */
    record Failed(String cause, Optional<Duration> after) implements DeskAnswer {}

    /** The desk will never take this: more attempts are of no use. */
    record Rejected(String cause) implements DeskAnswer {}
}
