package io.parley.cost;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * Prices beside those of the built-in table, by model: {@code parley.prices."my-model".input=400}. They win over
 * the table, and those of a provider, {@code parley.prices."azure/my-model".input}, over both.
 */
@ConfigMapping(prefix = "parley")
public interface PriceConfig {
    Map<String, ModelPrice> prices();

    /** Nano-USD per token, which is USD per million tokens times 1000. */
    interface ModelPrice {
        BigDecimal input();

        /** The input price if not set. */
        Optional<BigDecimal> cachedInput();

        /** The input price if not set. */
        Optional<BigDecimal> cacheWrite();

        BigDecimal output();

        @WithDefault("configuration")
        String source();
    }
}
