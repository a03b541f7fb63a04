package io.parley.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.cost.UsageDay.ComputeUse;
import io.parley.cost.UsageDay.InstancePrices;
import io.parley.cost.UsageDay.ModelUse;
import io.parley.turn.NanoUsd;
import io.parley.turn.TokenUsage;
import io.parley.turn.UnitPrices;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Usage as rows of FOCUS, the FinOps Open Cost and Usage Specification, version 1.2: CSV by RFC 4180. A row is a day, a site and a
 * meter: a kind of token of a model, or a resource of the instance. Since each call is rounded up to a nano-dollar and a row is exact, a
 * row of its own adjusts the difference, where there is one, so that the sum is that of the ledger.
 */
@Singleton
public class Focus {
    public static final String MEDIA_TYPE = "text/csv; charset=utf-8; header=present";

    private static final String MILLION_TOKENS = "1000000 Tokens";
    private static final int MILLION_DIGITS = 6;
    private static final int NANO_DIGITS = 9;
    private static final int PICO_TO_USD_PER_MILLION = 6;
    private static final Pattern QUOTED = Pattern.compile("[\",\r\n]");

    private final FocusConfig config;
    private final ComputeConfig compute;
    private final ObjectMapper mapper;

    Focus(FocusConfig config, ComputeConfig compute, ObjectMapper mapper) {
        this.config = config;
        this.compute = compute;
        this.mapper = mapper;
    }

    /** In the order of the file. */
    private enum Column {
        BilledCost,
        BillingAccountId,
        BillingAccountName,
        BillingCurrency,
        BillingPeriodEnd,
        BillingPeriodStart,
        ChargeCategory,
        ChargeClass,
        ChargeDescription,
        ChargeFrequency,
        ChargePeriodEnd,
        ChargePeriodStart,
        ConsumedQuantity,
        ConsumedUnit,
        ContractedCost,
        EffectiveCost,
        InvoiceIssuerName,
        ListCost,
        ListUnitPrice,
        PricingCategory,
        PricingQuantity,
        PricingUnit,
        ProviderName,
        PublisherName,
        RegionId,
        RegionName,
        ServiceCategory,
        ServiceName,
        ServiceSubcategory,
        SkuId,
        SkuMeter,
        SkuPriceDetails,
        SkuPriceId,
        SubAccountId,
        SubAccountName,
        Tags
    }

    public String header() {
        return Stream.of(Column.values()).map(Enum::name).collect(Collectors.joining(",")) + "\r\n";
    }

    public String rows(UsageDay day) {
        List<Row> rows = new ArrayList<>();
        day.models().forEach(use -> addModel(rows, day, use));
        day.compute().forEach(use -> addCompute(rows, day, use));
        return rows.stream().map(Row::line).collect(Collectors.joining());
    }

    private void addModel(List<Row> rows, UsageDay day, ModelUse use) {
        TokenUsage tokens = use.tokens();
        UnitPrices prices = use.prices();
        BigDecimal exact = Stream.of(
                        tokens(rows, day, use, "input", tokens.uncached(), prices.inputPico()),
                        tokens(rows, day, use, "cached-input", tokens.cached(), prices.cachedInputPico()),
                        tokens(rows, day, use, "cache-write", tokens.cacheWrite(), prices.cacheWritePico()),
                        tokens(rows, day, use, "output", tokens.completion(), prices.outputPico()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        adjust(rows, model(day, use.model()), use.model() + ", rounding of each call", use.cost(), exact);
    }

    private BigDecimal tokens(List<Row> rows, UsageDay day, ModelUse use, String meter, long tokens, long pico) {
        if (tokens == 0) {
            return BigDecimal.ZERO;
        }
        String sku = use.model() + '/' + meter;
        return usage(
                rows,
                model(day, use.model()),
                sku,
                meter.replace('-', ' ') + " tokens",
                BigDecimal.valueOf(tokens, MILLION_DIGITS),
                MILLION_TOKENS,
                BigDecimal.valueOf(pico, PICO_TO_USD_PER_MILLION),
                BigDecimal.valueOf(tokens),
                "Tokens",
                Map.of("x_Model", use.model(), "x_TokenKind", meter));
    }

    private void addCompute(List<Row> rows, UsageDay day, ComputeUse use) {
        InstancePrices prices = use.prices();
        BigDecimal seconds = BigDecimal.valueOf(use.nanoseconds(), NANO_DIGITS);
        BigDecimal exact = Stream.of(
                        resource(
                                rows,
                                day,
                                "vcpu",
                                seconds.multiply(prices.vcpu()),
                                "vCPU-Seconds",
                                prices.vcpuSecond()),
                        resource(
                                rows,
                                day,
                                "memory",
                                seconds.multiply(prices.memoryGib()),
                                "GiB-Seconds",
                                prices.gibSecond()),
                        resource(
                                rows,
                                day,
                                "requests",
                                BigDecimal.valueOf(use.invocations()),
                                "Requests",
                                prices.request()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        adjust(rows, compute(day), "compute, rounding of each invocation", use.cost(), exact);
    }

    private BigDecimal resource(
            List<Row> rows, UsageDay day, String meter, BigDecimal quantity, String unit, BigDecimal nanoUsd) {
        if (quantity.signum() == 0) {
            return BigDecimal.ZERO;
        }
        return usage(
                rows,
                compute(day),
                "compute/" + meter,
                meter,
                quantity,
                unit,
                nanoUsd.movePointLeft(NANO_DIGITS),
                quantity,
                unit,
                Map.of("x_Meter", meter));
    }

    private BigDecimal usage(
            List<Row> rows,
            Row row,
            String sku,
            String meter,
            BigDecimal pricingQuantity,
            String pricingUnit,
            BigDecimal unitPrice,
            BigDecimal consumedQuantity,
            String consumedUnit,
            Map<String, String> details) {
        BigDecimal cost = unitPrice.multiply(pricingQuantity);
        rows.add(row.cost(cost)
                .put(Column.ChargeCategory, "Usage")
                .put(Column.ChargeDescription, sku.substring(0, sku.lastIndexOf('/')) + ", " + meter)
                .put(Column.ChargeFrequency, "Usage-Based")
                .put(Column.PricingCategory, "Standard")
                .put(Column.PricingQuantity, pricingQuantity)
                .put(Column.PricingUnit, pricingUnit)
                .put(Column.ListUnitPrice, unitPrice)
                .put(Column.ConsumedQuantity, consumedQuantity)
                .put(Column.ConsumedUnit, consumedUnit)
                .put(Column.SkuId, sku)
                .put(Column.SkuMeter, meter)
                // Without the amount: by it, prices are followed as they change.
                .put(Column.SkuPriceId, sku)
                .put(Column.SkuPriceDetails, json(details)));
        return cost;
    }

    private void adjust(List<Row> rows, Row row, String what, NanoUsd booked, BigDecimal exact) {
        BigDecimal difference = BigDecimal.valueOf(booked.value(), NANO_DIGITS).subtract(exact);
        if (difference.signum() != 0) {
            rows.add(row.cost(difference)
                    .put(Column.ChargeCategory, "Adjustment")
                    .put(Column.ChargeFrequency, "Usage-Based")
                    .put(Column.ChargeDescription, what + " up to a nano-dollar"));
        }
    }

    private Row model(UsageDay day, String model) {
        String provider = provider(model.substring(0, model.indexOf('/')));
        return row(day, provider)
                .put(Column.ServiceCategory, "AI and Machine Learning")
                .put(Column.ServiceSubcategory, "Generative AI")
                .put(Column.ServiceName, "Chat Completions");
    }

    private Row compute(UsageDay day) {
        return row(day, compute.provider())
                .put(Column.ServiceCategory, "Compute")
                .put(Column.ServiceSubcategory, "Serverless Compute")
                .put(Column.ServiceName, compute.service())
                .put(Column.RegionId, compute.region().orElse(null))
                .put(Column.RegionName, compute.region().orElse(null));
    }

    /** What all rows have. */
    private Row row(UsageDay day, String provider) {
        YearMonth month = YearMonth.from(day.day());
        return new Row(new EnumMap<>(Column.class))
                .put(Column.BillingAccountId, config.billingAccountId())
                .put(Column.BillingAccountName, config.billingAccountName().orElse(null))
                .put(Column.BillingCurrency, "USD")
                .put(Column.BillingPeriodStart, start(month.atDay(1)))
                .put(Column.BillingPeriodEnd, start(month.plusMonths(1).atDay(1)))
                .put(Column.ChargePeriodStart, start(day.day()))
                .put(Column.ChargePeriodEnd, start(day.day().plusDays(1)))
                .put(Column.InvoiceIssuerName, provider)
                .put(Column.ProviderName, provider)
                .put(Column.PublisherName, provider)
                .put(Column.SubAccountId, day.site().value())
                .put(Column.SubAccountName, day.site().value())
                .put(Column.Tags, json(Map.of("site", day.site().value())));
    }

    /** By its own spelling, where that is known. */
    private static String provider(String name) {
        return name.equals("openai") ? "OpenAI" : name;
    }

    private static String start(LocalDate day) {
        return day + "T00:00:00Z";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private String json(Map<String, String> object) {
        try {
            return mapper.writeValueAsString(new TreeMap<>(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always written", e);
        }
    }

    /** The columns that are not in it are null, which is an empty field. */
    private record Row(Map<Column, String> values) {
        Row put(Column column, String value) {
            if (value != null) {
                values.put(column, value);
            }
            return this;
        }

        Row put(Column column, BigDecimal value) {
            return put(column, plain(value));
        }

        /** Nothing is discounted: all costs are the same. */
        Row cost(BigDecimal cost) {
            return put(Column.BilledCost, cost)
                    .put(Column.EffectiveCost, cost)
                    .put(Column.ListCost, cost)
                    .put(Column.ContractedCost, cost);
        }

        String line() {
            return Stream.of(Column.values())
                            .map(column -> field(values.get(column)))
                            .collect(Collectors.joining(","))
                    + "\r\n";
        }

        private static String field(String value) {
            return Optional.ofNullable(value)
                    .map(v -> QUOTED.matcher(v).find() ? '"' + v.replace("\"", "\"\"") + '"' : v)
                    .orElse("");
        }
    }
}
