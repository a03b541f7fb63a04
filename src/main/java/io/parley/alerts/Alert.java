package io.parley.alerts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.turn.SiteId;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Somebody should look: a month's budget is used up to a point, a day costs far more than those before it, a ticket was taken by
 * nobody in time, or a desk could not be told.
 *
 * @param kind {@code budget}, {@code anomaly}, {@code sla_breached} or {@code undelivered}
 * @param period of money: the month or the day
 * @param percent of the budget that was reached
 * @param budgetTokens and {@code budgetNanoUsd}: null where there is no such bound
 * @param usualNanoUsd what the seven days before cost on average
 * @param deliveryId what did not reach the desk, and {@code cause} why
 * @param dueAt RFC 3339, UTC
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Alert(
        String type,
        String time,
        String kind,
        String site,
        String period,
        Integer percent,
        Long tokens,
        Long nanoUsd,
        Long budgetTokens,
        Long budgetNanoUsd,
        Long usualNanoUsd,
        String ticketId,
        String queue,
        String dueAt,
        String deliveryId,
        String cause) {
    static final String TYPE = "parley.alert";

    /** @param line as a script writes it: kind, and what counts for the kind, with tabs between */
    static Alert of(SiteId site, String line, String time) {
        String[] part = line.split("\t", -1);
        return switch (part[0]) {
            case "budget" ->
                ofMoney(
                        time,
                        site,
                        part,
                        Integer.valueOf(part[2]),
                        number(part[3]),
                        number(part[4]),
                        number(part[5]),
                        number(part[6]),
                        null);
            case "anomaly" -> ofMoney(time, site, part, null, null, number(part[2]), null, null, number(part[3]));
            case "sla_breached" -> ofTicket(time, site, part, part[4], null, null);
            case "undelivered" -> ofTicket(time, site, part, null, part[1], part[4]);
            default -> throw new IllegalStateException("unknown kind of alert");
        };
    }

    private static Alert ofMoney(
            String time,
            SiteId site,
            String[] part,
            Integer percent,
            Long tokens,
            Long nanoUsd,
            Long budgetTokens,
            Long budgetNanoUsd,
            Long usualNanoUsd) {
        return new Alert(
                TYPE,
                time,
                part[0],
                site.value(),
                part[1],
                percent,
                tokens,
                nanoUsd,
                budgetTokens,
                budgetNanoUsd,
                usualNanoUsd,
                null,
                null,
                null,
                null,
                null);
    }

    private static Alert ofTicket(
            String time, SiteId site, String[] part, String dueAt, String deliveryId, String cause) {
        return new Alert(
                TYPE,
                time,
                part[0],
                site.value(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                part[2],
                part[3],
                dueAt,
                deliveryId,
                cause);
    }

    private static Long number(String text) {
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    /** The same for the same alert, however often it is sent. */
    String id() {
        if (ticketId != null) {
            return String.join("-", "alert", kind, site, deliveryId == null ? ticketId : deliveryId);
        }
        return String.join("-", "alert", kind, site, period, percent == null ? "day" : percent.toString());
    }
}
