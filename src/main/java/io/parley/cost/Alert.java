package io.parley.cost;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.turn.SiteId;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Somebody should look: a month's budget is used up to a point, or a day costs far more than those before it.
 *
 * @param kind {@code budget} or {@code anomaly}
 * @param period the month or the day
 * @param percent of the budget that was reached
 * @param budgetTokens and {@code budgetNanoUsd}: null where there is no such bound
 * @param usualNanoUsd what the seven days before cost on average
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
        Long usualNanoUsd) {
    static final String TYPE = "parley.alert";
    private static final String BUDGET = "budget";

    /** @param line as {@code money.lua} writes it: kind, period, and what counts for the kind, with tabs between */
    static Alert of(SiteId site, String line, String time) {
        String[] part = line.split("\t", -1);
        return part[0].equals(BUDGET)
                ? new Alert(
                        TYPE,
                        time,
                        part[0],
                        site.value(),
                        part[1],
                        Integer.valueOf(part[2]),
                        number(part[3]),
                        number(part[4]),
                        number(part[5]),
                        number(part[6]),
                        null)
                : new Alert(
                        TYPE,
                        time,
                        part[0],
                        site.value(),
                        part[1],
                        null,
                        null,
                        number(part[2]),
                        null,
                        null,
                        number(part[3]));
    }

    private static Long number(String text) {
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    /** The same for the same alert, however often it is sent. */
    String id() {
        return String.join("-", "alert", kind, site, period, percent == null ? "day" : percent.toString());
    }
}
