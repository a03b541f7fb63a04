package io.parley.redis;

import io.vertx.mutiny.redis.client.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The right to deliver the first of what a desk must get to know of a ticket. Nobody else has it until it is given back, or its time
 * is over.
 *
 * @param token of whoever has it
 * @param deliveryId the same for each attempt
 * @param kind {@code ticket.created} or {@code message.created}
 * @param messageId and {@code text}: of a message, else empty
 * @param at when it was told
 * @param attempt from 1
 * @param ticket as JSON
 * @param reference what the desk answered to the ticket; empty if it did not yet, or gave none
 */
public record Claim(
        String ticketId,
        String token,
        String deliveryId,
        String kind,
        String messageId,
        String text,
        Instant at,
        int attempt,
        String ticket,
        String reference) {
    private static final int LINE_PARTS = 5;

    /** @param claim as the functions of {@code tickets.lua} return it: empty if there is nothing to deliver now */
    static Optional<Claim> of(Response claim, String token) {
        if (claim.size() == 0) {
            return Optional.empty();
        }
        // The text comes last, for it may hold tabs.
        String[] line = claim.get(1).toString().split("\t", LINE_PARTS);
        return Optional.of(new Claim(
                claim.get(0).toString(),
                token,
                line[0],
                line[1],
                line[3],
                line[4],
                Instant.EPOCH.plus(Long.parseLong(line[2]), ChronoUnit.MICROS),
                Integer.parseInt(claim.get(2).toString()),
                claim.get(3).toString(),
                claim.get(4).toString()));
    }
}
