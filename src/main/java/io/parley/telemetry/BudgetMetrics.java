package io.parley.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What this instance did to budgets, of all sites together. */
@Singleton
public class BudgetMetrics {
    private final Counter refused;
    private final Counter abandoned;
    private final Counter tokens;
    private final Counter nanoUsd;

    BudgetMetrics(MeterRegistry meters) {
        this.refused = meters.counter("parley.budget.refused");
        this.abandoned = meters.counter("parley.budget.abandoned");
        this.tokens = meters.counter("parley.budget.settled.tokens");
        this.nanoUsd = meters.counter("parley.budget.settled.nanousd");
    }

    /** A message found the budget spent. */
    public void refused() {
        refused.increment();
    }

    /** Holds ran out, and were booked at their estimate. */
    public void abandoned(int holds) {
        abandoned.increment(holds);
    }

    public void settled(long tokensUsed, long nanoUsdSpent) {
        tokens.increment(tokensUsed);
        nanoUsd.increment(nanoUsdSpent);
    }
}
