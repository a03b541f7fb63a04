package io.parley.cost;

import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What the function's instance costs. Defaults: Cloud Run, request-based billing, tier 1, one vCPU and 512 MiB. */
@ConfigMapping(prefix = "parley.compute")
public interface ComputeConfig {
    @WithDefault("1")
    BigDecimal vcpu();

    @WithDefault("0.5")
    BigDecimal memoryGib();

    /**
     * What the platform bills: the time in which requests are under way, and a fee for each; or the instance for as long as there is
     * one. The defaults of what follows depend on it.
     */
    @WithDefault("request")
    Billing billing();

    /** Nano-USD per vCPU and second. 24,000, or 18,000 where the instance is billed. */
    OptionalLong vcpuSecond();

    /** Nano-USD per GiB and second. 2,500, or 2,000 where the instance is billed. */
    OptionalLong gibSecond();

    /** Nano-USD per request. 400, or 0 where the instance is billed. */
    OptionalLong request();

    /** Up to what a span of the instance's time is rounded. 100 ms, or not at all where the instance is billed. */
    Optional<Duration> granularity();

    /** Who bills it: stands in exports alone. */
    @WithDefault("Google Cloud")
    String provider();

    /** And under what name. */
    @WithDefault("Cloud Run")
    String service();

    /** Such as {@code europe-west1}: stands in exports alone. */
    Optional<String> region();

    /** By what the platform bills. */
    enum Billing {
        REQUEST,
        INSTANCE
    }

    default void check() {
        within("vcpu", vcpu());
        within("memory-gib", memoryGib());
        notNegative("vcpu-second", vcpuSecond());
        notNegative("gib-second", gibSecond());
        notNegative("request", request());
        granularity()
                .ifPresent(g -> Settings.within("parley.compute.granularity", g, Duration.ZERO, Duration.ofMinutes(1)));
        Settings.require(!provider().isBlank(), "parley.compute.provider", "must not be blank");
        Settings.require(!service().isBlank(), "parley.compute.service", "must not be blank");
    }

    private static void within(String property, BigDecimal value) {
        boolean holds = value.signum() > 0
                && value.compareTo(BigDecimal.valueOf(1000)) <= 0
                && value.stripTrailingZeros().scale() <= 6;
        Settings.require(holds, "parley.compute." + property, "must be above 0, at most 1000, with at most 6 decimals");
    }

    private static void notNegative(String property, OptionalLong value) {
        Settings.require(value.orElse(0) >= 0, "parley.compute." + property, "must not be negative");
    }
}
