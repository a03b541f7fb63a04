package io.parley.cost;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * Prices beside those of the built-in table, by model: {@code parley.prices."my-model".input=400}. They win over
 * the table, and those of a provider, {@code parley.prices."azure/my-model".input}, over both.
 */
@ConfigMapping(prefix = "parley")
public interface PriceConfig {
    Map<String, ModelPrices> prices();

    interface ModelPrices {
        @WithParentName
        Units now();

        /** Prices from a day on, such as {@code "2027-01-01"}, 00:00 UTC. */
        Map<String, Units> changes();
    }

    /** Nano-USD per token, which is USD per million tokens times 1000. */
    interface Units {
        BigDecimal input();

        /** The input price if not set. */
        Optional<BigDecimal> cachedInput();

        /** The input price if not set. */
        Optional<BigDecimal> cacheWrite();

        BigDecimal output();

        /** Stands in each ledger line as the version of the price. */
        @WithDefault("configuration")
        String source();
    }
}
