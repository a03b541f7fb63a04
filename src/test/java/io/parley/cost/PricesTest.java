package io.parley.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Prices builtIn = prices(Map.of());

    /** A price as configuration gives it. */
    private record Configured(
            BigDecimal input,
            Optional<BigDecimal> cachedInput,
            Optional<BigDecimal> cacheWrite,
            BigDecimal output,
            String source)
            implements PriceConfig.ModelPrice {
        static Configured of(String input, String output) {
            return new Configured(
                    new BigDecimal(input), Optional.empty(), Optional.empty(), new BigDecimal(output), "contract");
        }

        Configured withCached(String cachedInput, String cacheWrite) {
            return new Configured(
                    input,
                    Optional.of(new BigDecimal(cachedInput)),
                    Optional.of(new BigDecimal(cacheWrite)),
                    output,
                    source);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4.1-mini,            gpt-4.1-mini, 400000, 100000, 1600000",
        "gpt-4.1-mini-2025-04-14, gpt-4.1-mini, 400000, 100000, 1600000",
        "gpt-4.1-nano-2025-04-14, gpt-4.1-nano, 100000, 25000,  400000",
        "gpt-4o-mini-2024-07-18,  gpt-4o-mini,  150000, 75000,  600000",
        "gpt-5-mini-2025-08-07,   gpt-5-mini,   250000, 25000,  2000000",
    })
    void modelAndItsSnapshotsHaveOneRow(String name, String row, long input, long cachedInput, long output) {
        assertThat(builtIn.find("openai", name, NOW)).hasValueSatisfying(price -> {
            assertThat(price.model()).isEqualTo(row);
            assertThat(price.inputPico()).isEqualTo(input);
            assertThat(price.cachedInputPico()).isEqualTo(cachedInput);
            assertThat(price.cacheWritePico()).isEqualTo(input);
            assertThat(price.outputPico()).isEqualTo(output);
            assertThat(price.source()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gpt-4.1",
                "gpt-4.1-mini-latest",
                "gpt-4.1-mini-2025",
                "gpt-4.1-mini-2025-04-14-eu",
                "GPT-4.1-mini",
                "mistral-small",
                "-2025-04-14"
            })
    void unknownModelHasNoPrice(String model) {
        assertThat(builtIn.find("openai", model, NOW)).isEmpty();
    }

    @Test
    void rowIsNotUsedBeforeItsDay() {
        assertThat(builtIn.find("openai", "gpt-5.4-mini", Instant.parse("2026-02-28T23:59:59Z")))
                .isEmpty();
        assertThat(builtIn.find("openai", "gpt-5.4-mini", Instant.parse("2026-03-01T00:00:00Z")))
                .hasValueSatisfying(price -> assertThat(price.effectiveFrom()).isEqualTo(LocalDate.of(2026, 3, 1)));
    }

    @Test
    void configuredPriceWinsWheneverTheCallWas() {
        Prices prices = prices(Map.of("gpt-4.1-mini", Configured.of("500", "2000")));

        for (String name : new String[] {"gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"}) {
            assertThat(prices.find("openai", name, NOW)).hasValueSatisfying(price -> {
                assertThat(price.inputPico()).isEqualTo(500_000);
                assertThat(price.outputPico()).isEqualTo(2_000_000);
                assertThat(price.source()).isEqualTo("contract");
            });
        }
        assertThat(prices.find("openai", "gpt-4.1-mini", Instant.EPOCH)).isPresent();
        assertThat(prices.find("openai", "gpt-4.1-nano", NOW)).isEqualTo(builtIn.find("openai", "gpt-4.1-nano", NOW));
    }

    @Test
    void configuredSnapshotWinsOverItsModel() {
        Prices prices = prices(Map.of("gpt-4.1-mini-2025-04-14", Configured.of("1", "2")));
        assertThat(prices.find("openai", "gpt-4.1-mini-2025-04-14", NOW)
                        .orElseThrow()
                        .inputPico())
                .isEqualTo(1000);
        assertThat(prices.find("openai", "gpt-4.1-mini", NOW).orElseThrow().inputPico())
                .isEqualTo(400_000);
    }

    @Test
    void cachePricesDefaultToTheInputPrice() {
        Configured plain = Configured.of("0.5", "1");
        Prices prices = prices(Map.of("plain", plain, "cached", plain.withCached("0.125", "0.625")));

        assertThat(prices.find("openai", "plain", NOW))
                .contains(new Price("plain", LocalDate.EPOCH, "contract", 500, 500, 500, 1000));
        assertThat(prices.find("openai", "cached", NOW))
                .contains(new Price("cached", LocalDate.EPOCH, "contract", 500, 125, 625, 1000));
    }

    @ParameterizedTest
    @CsvSource({
        "1000001, 1,  1,      1, input",
        "-1,      1,  1,      1, input",
        "1,       -1, 1,      1, cached-input",
        "1,       1,  0.0001, 1, cache-write",
        "1,       1,  1,      2000000, output",
    })
    void absurdPriceIsRefusedByTheNameOfItsProperty(
            String input, String cachedInput, String cacheWrite, String output, String property) {
        Configured absurd = Configured.of(input, output).withCached(cachedInput, cacheWrite);
        assertThatThrownBy(() -> prices(Map.of("my-model", absurd)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.prices.\"my-model\"." + property + " must be nano-USD per token");
    }

    @Test
    void priceOfTheProviderWinsOverThatOfTheModel() {
        Prices prices = prices(Map.of("azure/gpt-4.1-mini", Configured.of("440", "1760")));
        assertThat(prices.find("azure", "gpt-4.1-mini", NOW).orElseThrow().inputPico())
                .isEqualTo(440_000);
        assertThat(prices.find("azure", "gpt-4.1-mini-2025-04-14", NOW)
                        .orElseThrow()
                        .inputPico())
                .isEqualTo(440_000);
        assertThat(prices.find("openai", "gpt-4.1-mini", NOW).orElseThrow().inputPico())
                .isEqualTo(400_000);
        assertThat(prices.find("azure", "gpt-4.1-nano", NOW).orElseThrow().inputPico())
                .isEqualTo(100_000);
    }

    @Test
    void modelWithoutAPriceStopsTheStart() {
        assertThatThrownBy(() -> start(builtIn, "my-model", NOW))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.prices.\"my-model\" is missing");
        assertThatThrownBy(() -> start(builtIn, "gpt-5.4-mini", Instant.parse("2026-02-28T00:00:00Z")))
                .as("a price that is not in force yet is none")
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.prices.\"gpt-5.4-mini\" is missing");
    }

    @Test
    void modelWithAPriceStarts() {
        Prices free = prices(Map.of("my-model", Configured.of("0", "0")));
        assertThatCode(() -> start(free, "my-model", NOW)).doesNotThrowAnyException();
        assertThatCode(() -> start(builtIn, "gpt-4.1-mini-2025-04-14", NOW)).doesNotThrowAnyException();
    }

    @Test
    void tableSaysItsVersion() {
        assertThat(builtIn.version()).matches("\\d{4}-\\d{2}-\\d{2}");
    }

    private static Prices prices(Map<String, PriceConfig.ModelPrice> configured) {
        return new Prices(() -> configured, new ObjectMapper());
    }

    private static void start(Prices prices, String model, Instant at) {
        new Ledger(prices, new ObjectMapper()).requirePrice("openai", model, at);
    }
}
