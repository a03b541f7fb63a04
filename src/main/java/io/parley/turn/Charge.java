package io.parley.turn;

/**
 * What one model call costs, or may cost. Written as a line of its members, with the cost before {@code estimated}, and tabs between.
 *
 * @param model provider and name, such as {@code openai/gpt-4.1-mini}
 * @param priceVersion of the table that the prices are from
 * @param estimated the provider may bill the call but did not say how much: tokens are our upper estimate
 * @param attempts HTTP requests sent
 */
public record Charge(
        String model, UnitPrices prices, String priceVersion, TokenUsage usage, boolean estimated, int attempts) {
    private static final int PARTS = 11;

    /** @throws IllegalArgumentException if the line is not what {@link #line} writes */
    public static Charge of(String line) {
        String[] part = line.split("\t", -1);
        if (part.length != PARTS) {
            throw new IllegalArgumentException("charge of " + part.length + " parts");
        }
        return new Charge(
                part[0],
                UnitPrices.of(part[1]),
                part[2],
                new TokenUsage(
                        Long.parseLong(part[3]),
                        Long.parseLong(part[4]),
                        Long.parseLong(part[5]),
                        Long.parseLong(part[6]),
                        Long.parseLong(part[7])),
                part[9].equals("1"),
                Integer.parseInt(part[10]));
    }

    public NanoUsd cost() {
        return prices.of(usage);
    }

    public String line() {
        return String.join(
                "\t",
                model,
                prices.toString(),
                priceVersion,
                Long.toString(usage.prompt()),
                Long.toString(usage.cached()),
                Long.toString(usage.cacheWrite()),
                Long.toString(usage.completion()),
                Long.toString(usage.reasoning()),
                Long.toString(cost().value()),
                estimated ? "1" : "0",
                Integer.toString(attempts));
    }
}
