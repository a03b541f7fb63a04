package io.parley.redis;

import io.parley.turn.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the scripts of {@code redis/money.lua} read. */
public final class Money {
    /** Thirteen months and a bit: last year's month is there when this year's has ended. */
    public static final Duration KEEP = Duration.ofDays(400);

    public static final String SCRIPT = "redis/money.lua";

    private Money() {}

    /** The arguments of a script, and those that {@code money.lua} reads. */
    public static List<String> arguments(Keys keys, Budget budget, List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(List.of(
                "prefix", keys.prefix(),
                "budget_tokens", text(budget.tokens()),
                "budget_nano", text(budget.nanoUsd()),
                "anomaly_factor", Integer.toString(budget.anomalyFactor()),
                "anomaly_floor_nano", Long.toString(budget.anomalyFloorNanoUsd()),
                "usage_ms", Long.toString(KEEP.toMillis())));
        return all;
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "";
    }
}
