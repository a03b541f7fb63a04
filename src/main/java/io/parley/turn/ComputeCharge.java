package io.parley.turn;

/**
 * What an instance's work costs. Written as a line of its members with tabs between.
 *
 * @param prices vCPUs and GiB of the instance, nano-USD per vCPU-second, per GiB-second and per request, with commas between
 * @param nanoseconds of the instance's time
 */
public record ComputeCharge(String prices, long nanoseconds, NanoUsd cost, long invocations) {
    public ComputeCharge plus(ComputeCharge other) {
        return new ComputeCharge(
                prices,
                Math.addExact(nanoseconds, other.nanoseconds),
                cost.plus(other.cost),
                Math.addExact(invocations, other.invocations));
    }

    public String line() {
        return prices + '\t' + nanoseconds + '\t' + cost.value() + '\t' + invocations;
    }
}
