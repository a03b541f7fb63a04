package io.parley.turn;

import java.math.BigDecimal;

/**
 * What a model's tokens cost. Held in pico-USD (10⁻¹² US dollars) per token, so that a price of a fraction of a nano-dollar is still
 * exact. Written as nano-USD per token, in the order of the members: {@code 400,100,400,1600}.
 */
public record UnitPrices(long inputPico, long cachedInputPico, long cacheWritePico, long outputPico) {
    private static final int PICO_PER_NANO = 1000;
    private static final int NANO_DECIMALS = 3;
    private static final int PARTS = 4;

    /** @throws IllegalArgumentException if the text is not what {@link #toString} writes */
    public static UnitPrices of(String text) {
        String[] part = text.split(",", -1);
        if (part.length != PARTS) {
            throw new IllegalArgumentException("unit prices of " + part.length + " parts");
        }
        return new UnitPrices(pico(part[0]), pico(part[1]), pico(part[2]), pico(part[3]));
    }

    /**
     * What a call costs: rounded up once, at the end. Reasoning tokens are part of the completion, cached and written ones part of
     * the prompt: none is counted twice.
     */
    public NanoUsd of(TokenUsage usage) {
        long pico = Math.multiplyExact(usage.uncached(), inputPico);
        pico = Math.addExact(pico, Math.multiplyExact(usage.cached(), cachedInputPico));
        pico = Math.addExact(pico, Math.multiplyExact(usage.cacheWrite(), cacheWritePico));
        pico = Math.addExact(pico, Math.multiplyExact(usage.completion(), outputPico));
        return new NanoUsd(Math.floorDiv(Math.addExact(pico, PICO_PER_NANO - 1), PICO_PER_NANO));
    }

    /** The dearer of both, price by price. */
    public UnitPrices max(UnitPrices other) {
        return new UnitPrices(
                Math.max(inputPico, other.inputPico),
                Math.max(cachedInputPico, other.cachedInputPico),
                Math.max(cacheWritePico, other.cacheWritePico),
                Math.max(outputPico, other.outputPico));
    }

    /** Nano-USD, as a decimal. */
    public static String nano(long pico) {
        return BigDecimal.valueOf(pico, NANO_DECIMALS).stripTrailingZeros().toPlainString();
    }

    private static long pico(String nano) {
        return new BigDecimal(nano).movePointRight(NANO_DECIMALS).longValueExact();
    }

    @Override
    public String toString() {
        return nano(inputPico) + ',' + nano(cachedInputPico) + ',' + nano(cacheWritePico) + ',' + nano(outputPico);
    }
}
