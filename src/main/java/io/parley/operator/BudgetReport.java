package io.parley.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.cost.Budgets;
import io.parley.cost.Budgets.Amount;
import io.parley.turn.Budget;
import io.parley.turn.SiteId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How a site's budget of this month stands: the members that are not there are null. Amounts are tokens and nano-USD.
 *
 * @param held of messages under way
 * @param limit in force
 * @param configured in force unless an operator has set another
 * @param used settled part of the limit, the larger of tokens and dollars; null without a limit
 * @param alerts when they were raised, by the percentage that was reached
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record BudgetReport(
        String site,
        String month,
        Part settled,
        Part held,
        Part limit,
        Part configured,
        BigDecimal used,
        By set,
        Map<String, String> alerts) {

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Part(Long tokens, Long nanoUsd) {
        static Part of(Amount amount) {
            return new Part(amount.tokens(), amount.nanoUsd());
        }

        static Part of(Budget budget) {
            return new Part(boxed(budget.tokens()), boxed(budget.nanoUsd()));
        }

        private static Long boxed(OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
    }

    @RegisterForReflection
    record By(String operator, String why, String since) {}

    static BudgetReport of(SiteId site, Budgets.State state) {
        Map<String, String> alerts = new TreeMap<>();
        state.alerts().forEach((percent, at) -> alerts.put(percent.toString(), at.toString()));
        return new BudgetReport(
                site.value(),
                state.month().toString(),
                Part.of(state.settled()),
                Part.of(state.held()),
                Part.of(state.limit()),
                Part.of(state.configured()),
                used(state),
                state.set()
                        .map(s -> new By(s.by(), s.why(), s.since().toString()))
                        .orElse(null),
                alerts);
    }

    private static BigDecimal used(Budgets.State state) {
        BigDecimal tokens = share(state.settled().tokens(), state.limit().tokens());
        BigDecimal nano = share(state.settled().nanoUsd(), state.limit().nanoUsd());
        return tokens == null ? nano : nano == null ? tokens : tokens.max(nano);
    }

    private static BigDecimal share(long settled, OptionalLong limit) {
        if (limit.isEmpty()) {
            return null;
        }
        return limit.getAsLong() == 0
                ? BigDecimal.ONE
                : BigDecimal.valueOf(settled).divide(BigDecimal.valueOf(limit.getAsLong()), 4, RoundingMode.HALF_UP);
    }
}
