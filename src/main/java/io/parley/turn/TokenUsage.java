package io.parley.turn;

/**
 * Tokens of one model call.
 *
 * @param prompt all prompt tokens, those from the provider's cache and those written to it included
 * @param cached the part of {@code prompt} read from the cache
 * @param cacheWrite the part of {@code prompt} written to the cache
 * @param completion all completion tokens, reasoning included
 * @param reasoning the part of {@code completion} spent on reasoning
 */
public record TokenUsage(long prompt, long cached, long cacheWrite, long completion, long reasoning) {
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0);

    public TokenUsage {
        boolean sound = prompt >= 0
                && cached >= 0
                && cacheWrite >= 0
                && completion >= 0
                && reasoning >= 0
                && cached <= prompt
                && cacheWrite <= prompt - cached
                && reasoning <= completion;
        if (!sound) {
            throw new IllegalArgumentException("token usage whose parts exceed their whole");
        }
    }

    public static TokenUsage of(long prompt, long completion) {
        return new TokenUsage(prompt, 0, 0, completion, 0);
    }

    /** The part of {@code prompt} that costs the full price. */
    public long uncached() {
        return prompt - cached - cacheWrite;
    }

    public long total() {
        return Math.addExact(prompt, completion);
    }
}
