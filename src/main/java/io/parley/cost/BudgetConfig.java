package io.parley.cost;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What sites may use in a month, and from when on a day is out of the ordinary. */
@ConfigMapping(prefix = "parley")
public interface BudgetConfig {
    Bounds budget();

    Map<String, Site> sites();

    Alerts alerts();

    /** Of every site that has none of its own. Not set is not bounded. */
    interface Bounds {
        /** Of prompts and completions together. */
        OptionalLong tokens();

        /** US dollars, for model calls. */
        Optional<BigDecimal> usd();
    }

    interface Site {
        OptionalLong budgetTokens();

        Optional<BigDecimal> budgetUsd();
    }

    interface Alerts {
        /** A day is out of the ordinary when it costs more than this many times what the seven days before did on average. */
        @WithDefault("3")
        int anomalyFactor();

        /** And at least this many US dollars. */
        @WithDefault("1")
        BigDecimal anomalyFloorUsd();
    }
}
