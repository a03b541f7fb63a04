package io.parley.cost;

import io.parley.turn.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;

/** What the function's instance costs. Defaults: Cloud Run, request-based billing, tier 1, one vCPU and 512 MiB. */
@ConfigMapping(prefix = "parley.compute")
public interface ComputeConfig {
    @WithDefault("1")
    BigDecimal vcpu();

    @WithDefault("0.5")
    BigDecimal memoryGib();

    /** Nano-USD per vCPU and second. */
    @WithDefault("24000")
    long vcpuSecond();

    /** Nano-USD per GiB and second. */
    @WithDefault("2500")
    long gibSecond();

    /** Nano-USD per request. */
    @WithDefault("400")
    long request();

    default void check() {
        Settings.require(vcpu().signum() > 0, "parley.compute.vcpu", "must be above 0");
        Settings.require(memoryGib().signum() > 0, "parley.compute.memory-gib", "must be above 0");
        Settings.require(vcpuSecond() >= 0, "parley.compute.vcpu-second", "must not be negative");
        Settings.require(gibSecond() >= 0, "parley.compute.gib-second", "must not be negative");
        Settings.require(request() >= 0, "parley.compute.request", "must not be negative");
    }
}
