package io.parley.cost;

import io.parley.turn.NanoUsd;
import io.parley.turn.TokenUsage;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a model's tokens cost from a day on. Held in pico-USD (10⁻¹² US dollars) per token, so that a price of a fraction of a
 * nano-dollar is still exact.
 */
record Price(
        String model,
        LocalDate effectiveFrom,
        String source,
        long inputPico,
        long cachedInputPico,
        long cacheWritePico,
        long outputPico) {
    private static final int PICO_PER_NANO = 1000;

    /** One thousand dollars per million tokens: whatever costs more was typed in the wrong unit. */
    private static final BigDecimal NANO_MAX = new BigDecimal("1000000");

    /** @throws IllegalArgumentException if it is negative, finer than a pico-dollar, or beyond belief */
    static long pico(BigDecimal nanoUsdPerToken) {
        boolean sound = nanoUsdPerToken.signum() >= 0
                && nanoUsdPerToken.compareTo(NANO_MAX) <= 0
                && nanoUsdPerToken.stripTrailingZeros().scale() <= 3;
        if (!sound) {
            throw new IllegalArgumentException(
                    "must be nano-USD per token (USD per million tokens times 1000), from 0 to "
                            + NANO_MAX.toPlainString() + ", with at most 3 decimals");
        }
        return nanoUsdPerToken.movePointRight(3).longValueExact();
    }

    /**
     * Rounded up once, at the end. Reasoning tokens are part of the completion, cached and written ones part of the prompt: none
     * is counted twice.
     */
    NanoUsd of(TokenUsage usage) {
        long plain = usage.prompt() - usage.cached() - usage.cacheWrite();
        long pico = Math.multiplyExact(plain, inputPico);
        pico = Math.addExact(pico, Math.multiplyExact(usage.cached(), cachedInputPico));
        pico = Math.addExact(pico, Math.multiplyExact(usage.cacheWrite(), cacheWritePico));
        pico = Math.addExact(pico, Math.multiplyExact(usage.completion(), outputPico));
        return new NanoUsd(Math.floorDiv(Math.addExact(pico, PICO_PER_NANO - 1), PICO_PER_NANO));
    }
}
