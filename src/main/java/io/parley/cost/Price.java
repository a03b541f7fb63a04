package io.parley.cost;

import io.parley.turn.UnitPrices;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a model's tokens cost from a day on.
 *
 * @param version of the table, or what configuration says of where the price is from
 */
record Price(String model, LocalDate effectiveFrom, String version, String source, UnitPrices units) {
    /** One thousand dollars per million tokens: whatever costs more was typed in the wrong unit. */
    private static final BigDecimal NANO_MAX = new BigDecimal("1000000");

    /** Half a cent per million tokens: whatever costs less, and is not free, was typed in dollars per million, or per token. */
    private static final BigDecimal NANO_MIN = new BigDecimal("5");

    private static final int DECIMALS_MAX = 3;
    private static final String RULE = "must be nano-USD per token (USD per million tokens times 1000), from 0 to "
            + NANO_MAX.toPlainString() + ", with at most " + DECIMALS_MAX + " decimals";

    /** @throws IllegalArgumentException if it is negative, finer than a pico-dollar, or beyond belief */
    static long pico(BigDecimal nanoUsdPerToken) {
        boolean sound = nanoUsdPerToken.signum() >= 0
                && nanoUsdPerToken.compareTo(NANO_MAX) <= 0
                && nanoUsdPerToken.stripTrailingZeros().scale() <= DECIMALS_MAX;
        if (!sound) {
            throw new IllegalArgumentException(RULE);
        }
        return nanoUsdPerToken.movePointRight(DECIMALS_MAX).longValueExact();
    }

    /** A price of tokens that are not from a cache. */
    static long fullPico(BigDecimal nanoUsdPerToken) {
        if (nanoUsdPerToken.signum() > 0 && nanoUsdPerToken.compareTo(NANO_MIN) < 0) {
            throw new IllegalArgumentException(RULE + "; " + nanoUsdPerToken.toPlainString()
                    + " looks like USD per million tokens, which must be multiplied by 1000");
        }
        return pico(nanoUsdPerToken);
    }
}
