package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitPricesTest {
    /** Prices in nano-USD per token, usage as the provider says it, cost worked out by hand. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing used,                      400,   100,   400,   1600,  0,    0,    0,    0,    0,    0",
        "no cache,                          400,   100,   400,   1600,  1117, 0,    0,    46,   0,    520400",
        "most of the prompt cached,         400,   100,   400,   1600,  1117, 1024, 0,    46,   0,    213200",
        "all of the prompt cached,          400,   100,   400,   1600,  1024, 1024, 0,    0,    0,    102400",
        "reasoning is inside completion,    250,   25,    250,   2000,  75,   0,    0,    1186, 1024, 2390750",
        "cached and written to the cache,   3000,  300,   3750,  15000, 2000, 500,  1000, 100,  0,    6900000",
        "model of one's own,                0,     0,     0,     0,     5000, 0,    0,    800,  0,    0",
        "fraction of a nano that adds up,   0.125, 0.125, 0.125, 0.125, 8,    0,    0,    0,    0,    1",
        "fraction of a nano beyond,         0.125, 0.125, 0.125, 0.125, 8,    0,    0,    1,    0,    2",
        "the smallest price,                0.001, 0.001, 0.001, 0.001, 1,    0,    0,    0,    0,    1",
        "rounded up once and not each part, 0.25,  0.25,  0.25,  0.25,  3,    1,    1,    1,    1,    1",
        "a whole nano is not rounded,       37.5,  18.75, 37.5,  150,   4,    4,    0,    1,    0,    225",
    })
    void costsWhatTheTokensCost(
            String name,
            BigDecimal input,
            BigDecimal cachedInput,
            BigDecimal cacheWriteInput,
            BigDecimal output,
            long prompt,
            long cached,
            long cacheWrite,
            long completion,
            long reasoning,
            long nanoUsd) {
        UnitPrices price = new UnitPrices(pico(input), pico(cachedInput), pico(cacheWriteInput), pico(output));
        TokenUsage usage = new TokenUsage(prompt, cached, cacheWrite, completion, reasoning);
        assertThat(price.of(usage)).isEqualTo(new NanoUsd(nanoUsd));
    }

    @ParameterizedTest
    @CsvSource({
        "400000, 100000, 400000, 1600000, '400,100,400,1600'",
        "0, 0, 0, 0, '0,0,0,0'",
        "37500, 2500, 125, 1, '37.5,2.5,0.125,0.001'"
    })
    void textIsReadAsWritten(long input, long cachedInput, long cacheWrite, long output, String text) {
        UnitPrices prices = new UnitPrices(input, cachedInput, cacheWrite, output);
        assertThat(prices).hasToString(text);
        assertThat(UnitPrices.of(text)).isEqualTo(prices);
    }

    @Test
    void dearerOfTwoIsDearerInEachPrice() {
        assertThat(new UnitPrices(1, 20, 3, 40).max(new UnitPrices(10, 2, 30, 4)))
                .isEqualTo(new UnitPrices(10, 20, 30, 40));
    }

    @Property
    void costIsTheExactSumRoundedUp(@ForAll("prices") UnitPrices price, @ForAll("usages") TokenUsage usage) {
        BigDecimal pico = picos(usage.prompt() - usage.cached() - usage.cacheWrite(), price.inputPico())
                .add(picos(usage.cached(), price.cachedInputPico()))
                .add(picos(usage.cacheWrite(), price.cacheWritePico()))
                .add(picos(usage.completion(), price.outputPico()));
        long expected = pico.movePointLeft(3).setScale(0, RoundingMode.CEILING).longValueExact();
        assertThat(price.of(usage).value()).isEqualTo(expected);
    }

    @Property
    void callsTogetherNeverCostMoreThanOneByOneAndLessThanANanoEachLess(
            @ForAll("prices") UnitPrices price,
            @ForAll @Size(min = 1, max = 20) List<@From("usages") TokenUsage> calls) {
        long oneByOne = calls.stream()
                .map(price::of)
                .reduce(NanoUsd.ZERO, NanoUsd::plus)
                .value();
        long together = price.of(calls.stream().reduce(TokenUsage.NONE, UnitPricesTest::sum))
                .value();
        assertThat(together).isBetween(oneByOne - calls.size() + 1, oneByOne);
    }

    @Property
    void moreTokensNeverCostLess(
            @ForAll("prices") UnitPrices price,
            @ForAll("usages") TokenUsage usage,
            @ForAll @LongRange(max = 10_000) long more) {
        TokenUsage longer = new TokenUsage(
                usage.prompt() + more,
                usage.cached(),
                usage.cacheWrite(),
                usage.completion() + more,
                usage.reasoning());
        assertThat(price.of(longer).value())
                .isGreaterThanOrEqualTo(price.of(usage).value());
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 0, 2, 0",
        "0, 9223372036854775807, 0, 2",
        "4611686018427387904, 4611686018427387904, 1, 1"
    })
    void overflowThrowsRatherThanBooksLess(long prompt, long completion, long inputPico, long outputPico) {
        UnitPrices price = new UnitPrices(inputPico, inputPico, inputPico, outputPico);
        TokenUsage usage = TokenUsage.of(prompt, completion);
        assertThatThrownBy(() -> price.of(usage)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void amountsOverflowLoudly() {
        NanoUsd most = new NanoUsd(Long.MAX_VALUE);
        assertThatThrownBy(() -> most.plus(new NanoUsd(1))).isInstanceOf(ArithmeticException.class);
    }

    @Provide
    Arbitrary<UnitPrices> prices() {
        Arbitrary<Long> pico = Arbitraries.longs().between(0, 20_000_000);
        return Combinators.combine(pico, pico, pico, pico).as(UnitPrices::new);
    }

    @Provide
    Arbitrary<TokenUsage> usages() {
        Arbitrary<Long> tokens = Arbitraries.longs().between(0, 200_000);
        return Combinators.combine(tokens, tokens, tokens, tokens, tokens)
                .as((plain, cached, written, visible, reasoning) ->
                        new TokenUsage(plain + cached + written, cached, written, visible + reasoning, reasoning));
    }

    private static BigDecimal picos(long tokens, long price) {
        return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(price));
    }

    private static TokenUsage sum(TokenUsage a, TokenUsage b) {
        return new TokenUsage(
                a.prompt() + b.prompt(),
                a.cached() + b.cached(),
                a.cacheWrite() + b.cacheWrite(),
                a.completion() + b.completion(),
                a.reasoning() + b.reasoning());
    }

    private static long pico(BigDecimal nano) {
        return nano.movePointRight(3).longValueExact();
    }
}
