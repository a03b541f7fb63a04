package io.parley.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.Resources;
import io.parley.turn.Settings;
import io.parley.turn.UnitPrices;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The price table: the built-in one, and what configuration adds. */
@Singleton
class Prices {
    private static final String RESOURCE = "prices/openai.json";
    private static final Pattern SNAPSHOT = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");

    /** How far two clocks may be apart around a change. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final String version;
    /** By model, the latest first. */
    private final Map<String, List<Price>> rows = new HashMap<>();

    private final Map<String, String> aliases = new HashMap<>();

    Prices(PriceConfig config, ObjectMapper mapper) {
        JsonNode table = table(mapper);
        this.version = table.get("version").asText();
        table.get("rows").forEach(this::addBuiltIn);
        config.prices().forEach((model, prices) -> {
            List<Price> configured = new ArrayList<>();
            configured.add(configured(model, "", LocalDate.EPOCH, prices.now()));
            prices.changes().forEach((day, units) -> {
                String property = "changes.\"" + day + "\".";
                configured.add(configured(model, property, day(model, property, day), units));
            });
            rows.put(model, configured);
        });
        rows.values()
                .forEach(
                        of -> of.sort(Comparator.comparing(Price::effectiveFrom).reversed()));
    }

    String version() {
        return version;
    }

    /** The row in force: the provider's own, or that of the model. A dated snapshot of a model has the model's price. */
    Optional<Price> find(String provider, String model, Instant at) {
        return find(provider, model, day(at));
    }

    private Optional<Price> find(String provider, String model, LocalDate day) {
        String bare = aliases.getOrDefault(model, SNAPSHOT.matcher(model).replaceFirst(""));
        return row(provider + '/' + model, day)
                .or(() -> row(provider + '/' + bare, day))
                .or(() -> row(model, day))
                .or(() -> row(bare, day));
    }

    /** What a token may cost at about that time, whoever's clock counts. */
    Optional<UnitPrices> dearest(String provider, String model, Instant about) {
        LocalDate before = day(about.minus(CLOCKS));
        LocalDate after = day(about.plus(CLOCKS));
        Optional<UnitPrices> dearest = find(provider, model, day(about)).map(Price::units);
        return before.equals(after)
                ? dearest
                : dearest.map(now -> now.max(
                                find(provider, model, before).map(Price::units).orElse(now))
                        .max(find(provider, model, after).map(Price::units).orElse(now)));
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private Optional<Price> row(String model, LocalDate day) {
        for (Price row : rows.getOrDefault(model, List.of())) {
            if (!row.effectiveFrom().isAfter(day)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private void addBuiltIn(JsonNode row) {
        long input = pico(row, "input");
        Price price = new Price(
                row.get("model").asText(),
                LocalDate.parse(row.get("effectiveFrom").asText()),
                version,
                row.get("source").asText(),
                new UnitPrices(
                        input,
                        pico(row, "cachedInput"),
                        row.has("cacheWrite") ? pico(row, "cacheWrite") : input,
                        pico(row, "output")));
        rows.computeIfAbsent(price.model(), name -> new ArrayList<>()).add(price);
        row.path("aliases").forEach(alias -> aliases.put(alias.asText(), price.model()));
    }

    private static long pico(JsonNode row, String member) {
        return Price.pico(new BigDecimal(row.get(member).asText()));
    }

    private static Price configured(String model, String change, LocalDate from, PriceConfig.Units units) {
        String property = "parley.prices.\"" + model + "\"." + change;
        long input = pico(property + "input", units.input(), true);
        String source = units.source();
        Settings.require(
                !source.isBlank() && source.codePoints().noneMatch(Character::isISOControl),
                property + "source",
                "must be a line");
        return new Price(
                model,
                from,
                source,
                source,
                new UnitPrices(
                        input,
                        units.cachedInput()
                                .map(p -> pico(property + "cached-input", p, false))
                                .orElse(input),
                        units.cacheWrite()
                                .map(p -> pico(property + "cache-write", p, false))
                                .orElse(input),
                        pico(property + "output", units.output(), true)));
    }

    private static long pico(String property, BigDecimal nanoUsdPerToken, boolean full) {
        try {
            return full ? Price.fullPico(nanoUsdPerToken) : Price.pico(nanoUsdPerToken);
        } catch (IllegalArgumentException e) {
            Settings.require(false, property, e.getMessage());
            throw e;
        }
    }

    private static LocalDate day(String model, String change, String day) {
        try {
            return LocalDate.parse(day);
        } catch (DateTimeException e) {
            Settings.require(
                    false, "parley.prices.\"" + model + "\"." + change, "must be for a day such as 2027-01-01");
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
