package io.parley.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "400, 400000", "0.125, 125", "0.1250000, 125", "1E+3, 1000000", "1000000, 1000000000"})
    void priceIsHeldToThePicoDollar(BigDecimal nanoUsdPerToken, long pico) {
        assertThat(Price.pico(nanoUsdPerToken)).isEqualTo(pico);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.001", "0.0001", "400.0005", "1000000.001", "1E+7", "1E+400"})
    void priceInTheWrongUnitIsRefused(BigDecimal nanoUsdPerToken) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.pico(nanoUsdPerToken))
                .withMessageStartingWith(
                        "must be nano-USD per token (USD per million tokens times 1000), from 0 to 1000000");
    }

    /** Dollars per million tokens, per thousand and per token, as price lists have them. */
    @ParameterizedTest
    @ValueSource(strings = {"0.15", "0.4", "2.5", "4.999", "0.001"})
    void priceThatLooksLikeDollarsPerMillionIsRefused(BigDecimal typed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.fullPico(typed))
                .withMessageEndingWith("looks like USD per million tokens, which must be multiplied by 1000");
        assertThat(Price.pico(typed)).as("of a cache it may be").isPositive();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5000", "37.5, 37500", "600000, 600000000"})
    void priceThatMayBeIsTaken(BigDecimal typed, long pico) {
        assertThat(Price.fullPico(typed)).isEqualTo(pico);
    }
}
