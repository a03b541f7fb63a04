package io.parley.redis;

import io.parley.turn.Budget;
import java.util.List;
import java.util.OptionalLong;

/** What the scripts of {@code redis/money.lua} read. */
public final class Money {
    public static final String SCRIPT = "redis/money.lua";

    private Money() {}

    /** The arguments that {@code money.lua} reads, but for the prefix of the site's keys. */
    public static List<String> arguments(Budget budget) {
        return List.of(
                "budget_tokens", text(budget.tokens()),
                "budget_nano", text(budget.nanoUsd()),
                "anomaly_factor", Integer.toString(budget.anomalyFactor()),
                "anomaly_floor_nano", Long.toString(budget.anomalyFloorNanoUsd()));
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "";
    }
}
