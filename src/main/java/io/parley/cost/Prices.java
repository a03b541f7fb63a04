package io.parley.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.Resources;
import io.parley.turn.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The price table: the built-in one, and what configuration adds. */
@ApplicationScoped
class Prices {
    private static final String RESOURCE = "prices/openai.json";
    private static final Pattern SNAPSHOT = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");

    private final String version;
    private final List<Price> rows;

    Prices(PriceConfig config, ObjectMapper mapper) {
        JsonNode table = table(mapper);
        this.version = table.get("version").asText();
        List<Price> all = new ArrayList<>();
        table.get("rows").forEach(row -> all.add(builtIn(row)));
        config.prices().forEach((model, price) -> {
            all.removeIf(row -> row.model().equals(model));
            all.add(configured(model, price));
        });
        this.rows = List.copyOf(all);
    }

    String version() {
        return version;
    }

    /** The row in force: the provider's own, or that of the model. A dated snapshot of a model has the model's price. */
    Optional<Price> find(String provider, String model, Instant at) {
        String bare = SNAPSHOT.matcher(model).replaceFirst("");
        return row(provider + '/' + model, at)
                .or(() -> row(provider + '/' + bare, at))
                .or(() -> row(model, at))
                .or(() -> row(bare, at));
    }

    private Optional<Price> row(String model, Instant at) {
        LocalDate day = at.atZone(ZoneOffset.UTC).toLocalDate();
        return rows.stream()
                .filter(row -> row.model().equals(model) && !row.effectiveFrom().isAfter(day))
                .max(Comparator.comparing(Price::effectiveFrom));
    }

    private static Price builtIn(JsonNode row) {
        long input = Price.pico(new BigDecimal(row.get("input").asText()));
        return new Price(
                row.get("model").asText(),
                LocalDate.parse(row.get("effectiveFrom").asText()),
                row.get("source").asText(),
                input,
                Price.pico(new BigDecimal(row.get("cachedInput").asText())),
                input,
                Price.pico(new BigDecimal(row.get("output").asText())));
    }

    private static Price configured(String model, PriceConfig.ModelPrice price) {
        long input = pico(model, "input", price.input());
        return new Price(
                model,
                LocalDate.EPOCH,
                price.source(),
                input,
                price.cachedInput().map(p -> pico(model, "cached-input", p)).orElse(input),
                price.cacheWrite().map(p -> pico(model, "cache-write", p)).orElse(input),
                pico(model, "output", price.output()));
    }

    private static long pico(String model, String member, BigDecimal nanoUsdPerToken) {
        try {
            return Price.pico(nanoUsdPerToken);
        } catch (IllegalArgumentException e) {
            Settings.require(false, "parley.prices.\"" + model + "\"." + member, e.getMessage());
            throw e;
        }
    }

    private static JsonNode table(ObjectMapper mapper) {
        try {
            return mapper.readTree(Resources.text(RESOURCE));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("resource is not JSON: " + RESOURCE, e);
        }
    }
}
