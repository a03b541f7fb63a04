package io.parley.handoff.desk;

import io.parley.handoff.Ticket;

/** What a desk is to be told. Deliveries of one ticket come one after the other, the ticket first. */
public sealed interface Delivery {
    /** The same in each attempt, so that a desk that got it once can tell. */
    String id();

    /** From 1. An attempt before this one may have reached the desk although nobody heard its answer. */
    int attempt();

    Ticket ticket();

    /** A conversation goes to a person. */
    record TicketCreated(String id, int attempt, Ticket ticket) implements Delivery {}

    /**
     * The visitor writes on while a person has the conversation.
     *
     * @param reference what the desk answered when it got the ticket; empty if it gave none
     * @param at RFC 3339, UTC
     */
    record MessageCreated(
            String id, int attempt, Ticket ticket, String reference, String messageId, String text, String at)
            implements Delivery {}
}
