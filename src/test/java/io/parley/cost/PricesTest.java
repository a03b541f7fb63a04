package io.parley.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.Mappings;
import io.parley.turn.UnitPrices;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Prices builtIn = prices(Map.of());

    /** A price as configuration gives it. */
    private static Map<String, String> configured(String model, String... members) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            properties.put("parley.prices.\"" + model + "\"." + members[i], members[i + 1]);
        }
        return properties;
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
            assertThat(price.units().inputPico()).isEqualTo(input);
            assertThat(price.units().cachedInputPico()).isEqualTo(cachedInput);
            assertThat(price.units().cacheWritePico()).isEqualTo(input);
            assertThat(price.units().outputPico()).isEqualTo(output);
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
        Prices prices = prices(configured("gpt-4.1-mini", "input", "500", "output", "2000", "source", "contract"));

        for (String name : new String[] {"gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"}) {
            assertThat(prices.find("openai", name, NOW)).hasValueSatisfying(price -> {
                assertThat(price.units().inputPico()).isEqualTo(500_000);
                assertThat(price.units().outputPico()).isEqualTo(2_000_000);
                assertThat(price.source()).isEqualTo("contract");
            });
        }
        assertThat(prices.find("openai", "gpt-4.1-mini", Instant.EPOCH)).isPresent();
        assertThat(prices.find("openai", "gpt-4.1-nano", NOW)).isEqualTo(builtIn.find("openai", "gpt-4.1-nano", NOW));
    }

    @Test
    void configuredSnapshotWinsOverItsModel() {
        Prices prices = prices(configured("gpt-4.1-mini-2025-04-14", "input", "10", "output", "20"));
        assertThat(prices.find("openai", "gpt-4.1-mini-2025-04-14", NOW)
                        .orElseThrow()
                        .units()
                        .inputPico())
                .isEqualTo(10_000);
        assertThat(prices.find("openai", "gpt-4.1-mini", NOW)
                        .orElseThrow()
                        .units()
                        .inputPico())
                .isEqualTo(400_000);
    }

    @Test
    void cachePricesDefaultToTheInputPrice() {
        Map<String, String> both = configured("plain", "input", "50", "output", "100");
        both.putAll(
                configured("cached", "input", "50", "output", "100", "cached-input", "0.125", "cache-write", "62.5"));
        Prices prices = prices(both);

        assertThat(prices.find("openai", "plain", NOW).orElseThrow().units())
                .isEqualTo(new UnitPrices(50_000, 50_000, 50_000, 100_000));
        assertThat(prices.find("openai", "cached", NOW).orElseThrow().units())
                .isEqualTo(new UnitPrices(50_000, 125, 62_500, 100_000));
    }

    @Test
    void priceChangesOnItsDay() {
        Map<String, String> changing = configured("my-model", "input", "400", "output", "1600");
        changing.putAll(configured(
                "my-model",
                "changes.\"2027-01-01\".input",
                "200",
                "changes.\"2027-01-01\".output",
                "1800",
                "changes.\"2027-01-01\".source",
                "contract of 2027"));
        Prices prices = prices(changing);
        Instant change = Instant.parse("2027-01-01T00:00:00Z");

        assertThat(prices.find("openai", "my-model", change.minusMillis(1)))
                .hasValueSatisfying(price -> assertThat(price.units()).hasToString("400,400,400,1600"));
        assertThat(prices.find("openai", "my-model", change)).hasValueSatisfying(price -> {
            assertThat(price.units()).hasToString("200,200,200,1800");
            assertThat(price.version()).isEqualTo("contract of 2027");
        });
        assertThat(prices.dearest("openai", "my-model", change.minusSeconds(60)))
                .as("whoever's clock is a little ahead")
                .hasValueSatisfying(units -> assertThat(units).hasToString("400,400,400,1800"));
        assertThat(prices.dearest("openai", "my-model", change.plusSeconds(600)))
                .hasValueSatisfying(units -> assertThat(units).hasToString("200,200,200,1800"));
    }

    @Test
    void changeMustHaveADay() {
        Map<String, String> changing = configured("my-model", "input", "400", "output", "1600");
        changing.putAll(configured("my-model", "changes.january.input", "200", "changes.january.output", "1800"));
        assertThatThrownBy(() -> prices(changing))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.prices.\"my-model\".changes.\"january\".");
    }

    @ParameterizedTest
    @CsvSource({
        "1000001, 1,  1,      10, input",
        "-1,      1,  1,      10, input",
        "0.4,     1,  1,      10, input",
        "10,      -1, 1,      10, cached-input",
        "10,      1,  0.0001, 10, cache-write",
        "10,      1,  1,      2000000, output",
        "10,      1,  1,      1.6, output",
    })
    void absurdPriceIsRefusedByTheNameOfItsProperty(
            String input, String cachedInput, String cacheWrite, String output, String property) {
        Map<String, String> absurd = configured(
                "my-model", "input", input, "cached-input", cachedInput, "cache-write", cacheWrite, "output", output);
        assertThatThrownBy(() -> prices(absurd))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.prices.\"my-model\"." + property + " must be nano-USD per token");
    }

    @Test
    void priceOfTheProviderWinsOverThatOfTheModel() {
        Prices prices = prices(configured("azure/gpt-4.1-mini", "input", "440", "output", "1760"));
        assertThat(prices.find("azure", "gpt-4.1-mini", NOW)
                        .orElseThrow()
                        .units()
                        .inputPico())
                .isEqualTo(440_000);
        assertThat(prices.find("azure", "gpt-4.1-mini-2025-04-14", NOW)
                        .orElseThrow()
                        .units()
                        .inputPico())
                .isEqualTo(440_000);
        assertThat(prices.find("openai", "gpt-4.1-mini", NOW)
                        .orElseThrow()
                        .units()
                        .inputPico())
                .isEqualTo(400_000);
        assertThat(prices.find("azure", "gpt-4.1-nano", NOW)
                        .orElseThrow()
                        .units()
                        .inputPico())
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
        Prices free = prices(configured("my-model", "input", "0", "output", "0"));
        assertThatCode(() -> start(free, "my-model", NOW)).doesNotThrowAnyException();
        assertThatCode(() -> start(builtIn, "gpt-4.1-mini-2025-04-14", NOW)).doesNotThrowAnyException();
    }

    @Test
    void tableSaysItsVersion() {
        assertThat(builtIn.version()).matches("\\d{4}-\\d{2}-\\d{2}");
    }

    private static Prices prices(Map<String, String> configured) {
        return new Prices(Mappings.of(PriceConfig.class, configured), new ObjectMapper());
    }

    private static void start(Prices prices, String model, Instant at) {
        new Ledger(prices, new ObjectMapper()).requirePrice("openai", model, at);
    }
}
