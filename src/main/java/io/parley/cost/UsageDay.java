package io.parley.cost;

import io.parley.turn.NanoUsd;
import io.parley.turn.SiteId;
import io.parley.turn.TokenUsage;
import io.parley.turn.UnitPrices;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a site used on a day (UTC).
 *
 * @param models one for each model and price, by name
 * @param compute one for each price of the instance
 * @param conversations sessions that began
 */
public record UsageDay(
        SiteId site, LocalDate day, List<ModelUse> models, List<ComputeUse> compute, long conversations) {
    private static final String COMPUTE = "compute";

    /**
     * @param model provider and name
     * @param attempts HTTP requests sent
     * @param cost of all calls, each rounded up to a nano-dollar
     * @param estimatedCalls those whose provider did not say what they used
     */
    public record ModelUse(
            String model,
            UnitPrices prices,
            long calls,
            long attempts,
            TokenUsage tokens,
            NanoUsd cost,
            long estimatedCalls,
            NanoUsd estimatedCost) {}

    /** @param cost of all invocations, each rounded up to a nano-dollar */
    public record ComputeUse(InstancePrices prices, long nanoseconds, NanoUsd cost, long invocations) {}

    /** What an instance is made of, and what that costs in nano-USD. */
    public record InstancePrices(
            BigDecimal vcpu, BigDecimal memoryGib, BigDecimal vcpuSecond, BigDecimal gibSecond, BigDecimal request) {

        /** @throws IllegalArgumentException if the text is not what the meter writes */
        static InstancePrices of(String text) {
            String[] part = text.split(",", -1);
            return new InstancePrices(
                    new BigDecimal(part[0]),
                    new BigDecimal(part[1]),
                    new BigDecimal(part[2]),
                    new BigDecimal(part[3]),
                    new BigDecimal(part[4]));
        }
    }

    /** @param counters as {@code money.lua} keeps them */
    static UsageDay of(SiteId site, LocalDate day, Map<String, String> counters) {
        List<ModelUse> models = new ArrayList<>();
        List<ComputeUse> compute = new ArrayList<>();
        new TreeMap<>(counters).forEach((name, value) -> {
            String[] part = name.split("\t", -1);
            if (part.length == 2 && part[0].equals(COMPUTE)) {
                long[] n = numbers(value);
                compute.add(new ComputeUse(InstancePrices.of(part[1]), n[0], new NanoUsd(n[1]), n[2]));
            } else if (part.length == 2) {
                models.add(modelUse(part[0], UnitPrices.of(part[1]), numbers(value)));
            }
        });
        return new UsageDay(site, day, models, compute, Long.parseLong(counters.getOrDefault("conversations", "0")));
    }

    private static ModelUse modelUse(String model, UnitPrices prices, long[] n) {
        TokenUsage tokens = new TokenUsage(n[2], n[3], n[4], n[5], n[6]);
        return new ModelUse(model, prices, n[0], n[1], tokens, new NanoUsd(n[7]), n[8], new NanoUsd(n[9]));
    }

    private static long[] numbers(String counters) {
        return Stream.of(counters.split(" ")).mapToLong(Long::parseLong).toArray();
    }
}
