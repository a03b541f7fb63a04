package io.parley.turn;

/** An exact amount of money: 10⁻⁹ US dollars, as an integer. */
public record NanoUsd(long value) {
    public static final NanoUsd ZERO = new NanoUsd(0);

    public NanoUsd plus(NanoUsd other) {
        return new NanoUsd(Math.addExact(value, other.value));
    }
}
