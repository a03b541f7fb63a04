package io.parley.turn;

import java.util.OptionalLong;

/**
 * What a site may use in a month, and when a day's use is out of the ordinary. Without a number there is no bound.
 *
 * @param tokens of prompts and completions together
 * @param anomalyFactor how many times what the seven days before cost on average a day must cost
 * @param anomalyFloorNanoUsd and what it must cost at the least, to be worth an alert
 */
public record Budget(OptionalLong tokens, OptionalLong nanoUsd, int anomalyFactor, long anomalyFloorNanoUsd) {
    /** Any larger number would not be compared exactly by the scripts. */
    public static final long NANO_USD_MAX = 1_000_000_000_000_000L;

    public static final long TOKENS_MAX = 1_000_000_000_000L;
}
