package io.parley.cost;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a file of FOCUS 1.2 must be, written from the specification and not from what writes the file: CSV by RFC 4180, the columns, and
 * what each row may hold. Three rules are narrower than the specification, for they are what this file is about: a unit of tokens is
 * generative AI and any other is compute, what is priced is what was consumed, and a SKU has one SKU price: there are no tiers or terms
 * to tell several apart, and the amount must not, since the identifier stays when the amount changes.
 */
final class FocusRules {
    private static final List<String> MANDATORY = List.of(
            "BilledCost",
            "BillingAccountId",
            "BillingAccountName",
            "BillingCurrency",
            "BillingPeriodEnd",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "ChargePeriodEnd",
            "ChargePeriodStart",
            "ContractedCost",
            "EffectiveCost",
            "InvoiceIssuerName",
            "ListCost",
            "PricingQuantity",
            "PricingUnit",
            "ProviderName",
            "PublisherName",
            "ServiceCategory",
            "ServiceName");

    /** Of the columns that depend on what a provider does: those of whoever has prices, units, regions and sub-accounts. */
    private static final List<String> CONDITIONAL = List.of(
            "ConsumedQuantity",
            "ConsumedUnit",
            "ListUnitPrice",
            "PricingCategory",
            "RegionId",
            "RegionName",
            "ServiceSubcategory",
            "SkuId",
            "SkuMeter",
            "SkuPriceDetails",
            "SkuPriceId",
            "SubAccountId",
            "SubAccountName",
            "Tags");

    private static final Set<String> OTHERS = Set.of(
            "AvailabilityZone",
            "BillingAccountType",
            "CapacityReservationId",
            "CapacityReservationStatus",
            "ChargeFrequency",
            "CommitmentDiscountCategory",
            "CommitmentDiscountId",
            "CommitmentDiscountName",
            "CommitmentDiscountQuantity",
            "CommitmentDiscountStatus",
            "CommitmentDiscountType",
            "CommitmentDiscountUnit",
            "ContractedUnitPrice",
            "InvoiceId",
            "PricingCurrency",
            "PricingCurrencyContractedUnitPrice",
            "PricingCurrencyEffectiveCost",
            "PricingCurrencyListUnitPrice",
            "ResourceId",
            "ResourceName",
            "ResourceType",
            "SubAccountType");

    private static final Set<String> NULLABLE_OF_MANDATORY =
            Set.of("BillingAccountName", "ChargeClass", "ChargeDescription", "PricingQuantity", "PricingUnit");
    private static final List<String> NEEDED_BY_PRICED_ROWS =
            List.of("ListUnitPrice", "PricingCategory", "PricingQuantity", "PricingUnit", "SkuId", "SkuPriceId");
    private static final List<String> CONSUMED = List.of("ConsumedQuantity", "ConsumedUnit");

    /** Each is null if the other is. */
    private static final Map<String, String> TOGETHER = Map.of(
            "PricingQuantity", "PricingUnit",
            "ConsumedQuantity", "ConsumedUnit",
            "RegionId", "RegionName",
            "SubAccountId", "SubAccountName",
            "SkuId", "SkuPriceId",
            "SkuMeter", "SkuId");

    /** For each value of the first there is one of the second. */
    private static final List<Map.Entry<String, String>> ONE_EACH = List.of(
            Map.entry("SkuPriceId", "SkuId"),
            Map.entry("SkuPriceId", "SkuPriceDetails"),
            Map.entry("SkuId", "SkuPriceId"),
            Map.entry("SkuId", "SkuMeter"),
            Map.entry("ServiceName", "ServiceCategory"),
            Map.entry("ServiceSubcategory", "ServiceCategory"),
            Map.entry("SubAccountId", "SubAccountName"),
            Map.entry("RegionId", "RegionName"));

    private static final Map<String, Set<String>> SUBCATEGORIES = Map.of(
            "AI and Machine Learning",
            Set.of(
                    "AI Platforms",
                    "Bots",
                    "Generative AI",
                    "Machine Learning",
                    "Natural Language Processing",
                    "Other (AI and Machine Learning)"),
            "Compute",
            Set.of(
                    "Containers",
                    "End User Computing",
                    "Quantum Compute",
                    "Serverless Compute",
                    "Virtual Machines",
                    "Other (Compute)"));

    private static final Set<String> DEFINED_DETAILS = Set.of(
            "CoreCount",
            "DiskMaxIops",
            "DiskSpace",
            "DiskType",
            "GpuCount",
            "InstanceSeries",
            "InstanceType",
            "MemorySize",
            "NetworkMaxIops",
            "NetworkMaxThroughput",
            "OperatingSystem",
            "Redundancy",
            "StorageClass");
    private static final Set<String> PLACEHOLDERS =
            Set.of("null", "nil", "none", "n/a", "na", "nan", "undefined", "unknown", "not applicable", "-", "\"\"");

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");
    private static final String DATA_SIZE = "(?:[KMGTPE]i?)?[bB]";
    private static final String PERIODS = "(?:Year|Month|Day|Hour|Minute|Second|Millisecond|Microsecond)s";
    private static final Pattern UNIT = Pattern.compile("(?:(?<factor>[1-9]\\d*) )?(?<base>" + DATA_SIZE
            + "|[A-Z][a-z]+s|(?:" + DATA_SIZE + "|v?[A-Z]+|[A-Z][a-z]*[a-rt-z])-" + PERIODS + ")");

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** What is wrong with a value that is not null, by column. */
    private static final Map<String, Function<String, Optional<String>>> VALUES = values();

    private FocusRules() {}

    /** @return of what breaks a rule, in which row (1 is the first below the header) and column */
    static List<String> violations(String csv) {
        List<List<Field>> records;
        try {
            records = records(csv);
        } catch (IllegalArgumentException e) {
            return List.of("not CSV: " + e.getMessage());
        }
        if (records.isEmpty()) {
            return List.of("no header");
        }
        List<String> found = new ArrayList<>();
        List<String> header = records.get(0).stream().map(Field::text).toList();
        header(header, found);
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 1; i < records.size(); i++) {
            List<Field> fields = records.get(i);
            if (fields.size() != header.size()) {
                found.add("row " + i + ": " + fields.size() + " fields for " + header.size() + " columns");
                continue;
            }
            Map<String, String> row = row(header, fields);
            List<String> wrong = new ArrayList<>();
            for (int c = 0; c < fields.size(); c++) {
                field(header.get(c), fields.get(c), wrong);
            }
            if (wrong.isEmpty()) {
                row(row, wrong);
            }
            for (String what : wrong) {
                found.add("row " + i + ", " + what);
            }
            rows.add(row);
        }
        ONE_EACH.forEach(pair -> oneEach(rows, pair.getKey(), pair.getValue(), found));
        return found;
    }

    /**
     * The rows by column, with null for an empty field.
     *
     * @throws IllegalArgumentException if it is not CSV
     */
    static List<Map<String, String>> rows(String csv) {
        List<List<Field>> records = records(csv);
        List<String> header = records.get(0).stream().map(Field::text).toList();
        return records.stream().skip(1).map(fields -> row(header, fields)).toList();
    }

    static List<String> header(String csv) {
        return records(csv).get(0).stream().map(Field::text).toList();
    }

    static List<String> mandatory() {
        return MANDATORY;
    }

    private static Map<String, String> row(List<String> header, List<Field> fields) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int c = 0; c < header.size(); c++) {
            String text = fields.get(c).text();
            row.put(header.get(c), text.isEmpty() ? null : text);
        }
        return Collections.unmodifiableMap(row);
    }

    private static void header(List<String> header, List<String> found) {
        Stream.concat(MANDATORY.stream(), CONDITIONAL.stream())
                .filter(column -> !header.contains(column))
                .forEach(column -> found.add("header: " + column + " is missing"));
        Set<String> seen = new HashSet<>();
        boolean own = false;
        for (String column : header) {
            if (!seen.add(column)) {
                found.add("header: " + column + " is there more than once");
            }
            if (column.startsWith("x_")) {
                own = true;
            } else if (!MANDATORY.contains(column) && !CONDITIONAL.contains(column) && !OTHERS.contains(column)) {
                found.add("header: " + column + " is not a column of FOCUS, and has no x_");
            } else if (own) {
                found.add("header: " + column + " comes after columns of one's own");
            }
        }
    }

    /** Whether a text that somebody chose would be taken for one: the rules cannot know that it is none. */
    static boolean isPlaceholder(String text) {
        return PLACEHOLDERS.contains(text.toLowerCase(Locale.ROOT));
    }

    /** What can be said of a field without the others of its row. */
    private static void field(String column, Field field, List<String> wrong) {
        String text = field.text();
        if (text.isEmpty()) {
            if (field.quoted()) {
                wrong.add(column + ": quoted nothing, which is an empty text and not null");
            }
            if (MANDATORY.contains(column) && !NULLABLE_OF_MANDATORY.contains(column)) {
                wrong.add(column + ": must not be null");
            }
            return;
        }
        if (!text.equals(text.strip())) {
            wrong.add(column + ": space around " + text);
        }
        if (isPlaceholder(text)) {
            wrong.add(column + ": a placeholder instead of null: " + text);
        }
        VALUES.getOrDefault(column, any -> Optional.empty())
                .apply(text)
                .ifPresent(what -> wrong.add(column + ": " + what + ": " + text));
    }

    /** What the fields of a row, each of them sound, say together. */
    private static void row(Map<String, String> row, List<String> wrong) {
        periods(row, wrong);
        nulls(row, wrong);
        costs(row, wrong);
        units(row, wrong);
        Set<String> allowed = SUBCATEGORIES.get(row.get("ServiceCategory"));
        String subcategory = row.get("ServiceSubcategory");
        if (subcategory == null || allowed != null && !allowed.contains(subcategory)) {
            wrong.add("ServiceSubcategory: " + subcategory + " is not one of " + row.get("ServiceCategory"));
        }
    }

    private static void periods(Map<String, String> row, List<String> wrong) {
        LocalDateTime billingStart = time(row.get("BillingPeriodStart"));
        LocalDateTime billingEnd = time(row.get("BillingPeriodEnd"));
        LocalDateTime start = time(row.get("ChargePeriodStart"));
        LocalDateTime end = time(row.get("ChargePeriodEnd"));
        if (!billingStart.equals(billingStart.toLocalDate().withDayOfMonth(1).atStartOfDay())) {
            wrong.add("BillingPeriodStart: not the start of a month: " + billingStart);
        }
        if (!billingEnd.equals(billingStart.plusMonths(1))) {
            wrong.add("BillingPeriodEnd: not a month after " + billingStart + ": " + billingEnd);
        }
        if (!start.isBefore(end)) {
            wrong.add("ChargePeriodEnd: not after " + start + ": " + end);
        }
        if (start.isBefore(billingStart) || end.isAfter(billingEnd)) {
            wrong.add("ChargePeriodStart: not within the billing period: " + start + " to " + end);
        }
    }

    private static void nulls(Map<String, String> row, List<String> wrong) {
        String category = row.get("ChargeCategory");
        boolean usage = category.equals("Usage");
        boolean correction = row.get("ChargeClass") != null;
        if ((usage || category.equals("Purchase")) && !correction) {
            NEEDED_BY_PRICED_ROWS.forEach(column -> needs(row, column, category, wrong));
        }
        if (usage && !correction) {
            CONSUMED.forEach(column -> needs(row, column, category, wrong));
        }
        if (!usage) {
            CONSUMED.forEach(column -> mustBeNull(row, column, category, wrong));
        }
        if (category.equals("Tax")) {
            NEEDED_BY_PRICED_ROWS.forEach(column -> mustBeNull(row, column, category, wrong));
        }
        if (row.get("SkuPriceId") == null) {
            mustBeNull(row, "SkuPriceDetails", "no SkuPriceId", wrong);
        }
        if (category.equals("Purchase") && "Usage-Based".equals(row.get("ChargeFrequency"))) {
            wrong.add("ChargeFrequency: Usage-Based of a purchase");
        }
        if (row.containsKey("ChargeFrequency")) {
            needs(row, "ChargeFrequency", category, wrong);
        }
        TOGETHER.forEach((one, other) -> {
            if ((row.get(one) == null) != (row.get(other) == null)) {
                wrong.add(one + ": null without " + other + ", or the other way round");
            }
        });
    }

    private static void needs(Map<String, String> row, String column, String category, List<String> wrong) {
        if (row.get(column) == null) {
            wrong.add(column + ": must not be null with " + category);
        }
    }

    private static void mustBeNull(Map<String, String> row, String column, String category, List<String> wrong) {
        if (row.get(column) != null) {
            wrong.add(column + ": must be null with " + category);
        }
    }

    private static void costs(Map<String, String> row, List<String> wrong) {
        if (row.get("ChargeClass") != null) {
            return;
        }
        product(row, "ListUnitPrice", "ListCost", wrong);
        product(row, "ContractedUnitPrice", "ContractedCost", wrong);
        if (row.get("ChargeCategory").equals("Usage")) {
            for (String column : new String[] {"PricingQuantity", "ConsumedQuantity"}) {
                if (row.get(column) != null && new BigDecimal(row.get(column)).signum() <= 0) {
                    wrong.add(column + ": usage of nothing: " + row.get(column));
                }
            }
        }
    }

    /** Exactly, not to some decimals; and what has no price of its own costs what is billed. */
    private static void product(Map<String, String> row, String priceColumn, String costColumn, List<String> wrong) {
        BigDecimal cost = new BigDecimal(row.get(costColumn));
        String price = row.get(priceColumn);
        if (price != null && row.get("PricingQuantity") != null) {
            BigDecimal product = new BigDecimal(price).multiply(new BigDecimal(row.get("PricingQuantity")));
            if (product.compareTo(cost) != 0) {
                wrong.add(costColumn + ": " + cost + " is not " + priceColumn + " times PricingQuantity, " + product);
            }
        } else if (row.get("PricingQuantity") == null && cost.compareTo(new BigDecimal(row.get("BilledCost"))) != 0) {
            wrong.add(costColumn + ": without a price it must be BilledCost: " + cost);
        }
    }

    private static void units(Map<String, String> row, List<String> wrong) {
        String pricingUnit = row.get("PricingUnit");
        String consumedUnit = row.get("ConsumedUnit");
        if (pricingUnit == null || consumedUnit == null) {
            return;
        }
        boolean tokens = pricingUnit.endsWith("Tokens");
        String category = tokens ? "AI and Machine Learning" : "Compute";
        String subcategory = tokens ? "Generative AI" : "Serverless Compute";
        if (!category.equals(row.get("ServiceCategory"))) {
            wrong.add("ServiceCategory: not " + category + " though the unit is " + pricingUnit);
        } else if (!subcategory.equals(row.get("ServiceSubcategory"))) {
            wrong.add("ServiceSubcategory: not " + subcategory + " though the unit is " + pricingUnit);
        }
        if (!unit(pricingUnit).group("base").equals(unit(consumedUnit).group("base"))) {
            wrong.add("ConsumedUnit: " + consumedUnit + " where " + pricingUnit + " are priced");
        } else if (single(row, "PricingQuantity", pricingUnit).compareTo(single(row, "ConsumedQuantity", consumedUnit))
                != 0) {
            wrong.add("ConsumedQuantity: " + row.get("ConsumedQuantity") + " where " + row.get("PricingQuantity")
                    + " is priced");
        }
    }

    private static BigDecimal single(Map<String, String> row, String quantity, String unit) {
        String factor = unit(unit).group("factor");
        return new BigDecimal(row.get(quantity)).multiply(factor == null ? BigDecimal.ONE : new BigDecimal(factor));
    }

    private static Matcher unit(String text) {
        Matcher matcher = UNIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a unit: " + text);
        }
        return matcher;
    }

    private static void oneEach(List<Map<String, String>> rows, String of, String one, List<String> found) {
        Map<String, String> known = new HashMap<>();
        for (Map<String, String> row : rows) {
            String key = row.get(of);
            String value = row.get(one);
            String before = key == null || value == null ? value : known.putIfAbsent(key, value);
            if (before != null && !before.equals(value)) {
                String what = "file, " + of + ": " + key + " has " + one + " " + before + " and " + value;
                if (!found.contains(what)) {
                    found.add(what);
                }
            }
        }
    }

    private static Map<String, Function<String, Optional<String>>> values() {
        Map<String, Function<String, Optional<String>>> values = new HashMap<>();
        for (String column : List.of(
                "BilledCost",
                "ConsumedQuantity",
                "ContractedCost",
                "EffectiveCost",
                "ListCost",
                "PricingCurrencyEffectiveCost",
                "PricingQuantity")) {
            values.put(column, text -> wrongUnless(NUMBER.matcher(text).matches(), "not a plain number"));
        }
        for (String column : List.of("ContractedUnitPrice", "ListUnitPrice")) {
            values.put(
                    column,
                    text -> wrongUnless(
                            NUMBER.matcher(text).matches() && !text.startsWith("-"),
                            "not a plain number of 0 or more"));
        }
        for (String column :
                List.of("BillingPeriodEnd", "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart")) {
            values.put(column, text -> wrongUnless(isTime(text), "not a UTC time to the second"));
        }
        for (String column : List.of("ConsumedUnit", "PricingUnit")) {
            values.put(column, text -> wrongUnless(UNIT.matcher(text).matches(), "not a unit"));
        }
        values.put("BillingCurrency", text -> wrongUnless(isCurrency(text), "not a currency of ISO 4217"));
        values.put("ChargeCategory", oneOf("Usage", "Purchase", "Tax", "Credit", "Adjustment"));
        values.put("ChargeClass", oneOf("Correction"));
        values.put("ChargeFrequency", oneOf("One-Time", "Recurring", "Usage-Based"));
        values.put("PricingCategory", oneOf("Standard", "Dynamic", "Committed", "Other"));
        values.put(
                "ServiceCategory",
                oneOf(
                        "AI and Machine Learning",
                        "Analytics",
                        "Business Applications",
                        "Compute",
                        "Databases",
                        "Developer Tools",
                        "Identity",
                        "Integration",
                        "Internet of Things",
                        "Management and Governance",
                        "Media",
                        "Migration",
                        "Mobile",
                        "Multicloud",
                        "Networking",
                        "Security",
                        "Storage",
                        "Web",
                        "Other"));
        values.put("Tags", FocusRules::pairs);
        values.put("SkuPriceDetails", FocusRules::details);
        return values;
    }

    private static Function<String, Optional<String>> oneOf(String... allowed) {
        return text -> wrongUnless(Arrays.asList(allowed).contains(text), "not one of the allowed values");
    }

    private static Optional<String> wrongUnless(boolean holds, String what) {
        return holds ? Optional.empty() : Optional.of(what);
    }

    private static boolean isTime(String text) {
        try {
            return TIME.matcher(text).matches() && time(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static LocalDateTime time(String text) {
        return LocalDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC);
    }

    private static boolean isCurrency(String text) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(text));
    }

    /** Key-value format: an object without objects or arrays in it, and no key twice. */
    private static Optional<String> pairs(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return wrongUnless(
                    node.isObject()
                            && node.properties().stream()
                                    .allMatch(e -> e.getValue().isValueNode()),
                    "not a JSON object of plain values");
        } catch (JsonProcessingException e) {
            return Optional.of("not JSON");
        }
    }

    private static Optional<String> details(String text) {
        Optional<String> wrong = pairs(text);
        if (wrong.isPresent()) {
            return wrong;
        }
        try {
            String unknown = JSON.readTree(text).properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(key -> !key.startsWith("x_") && !DEFINED_DETAILS.contains(key))
                    .collect(Collectors.joining(", "));
            return wrongUnless(unknown.isEmpty(), "a property of one's own without x_");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it was JSON before", e);
        }
    }

    /** @param quoted tells null from an empty text */
    private record Field(String text, boolean quoted) {}

    /** RFC 4180, to the letter: lines end with CR and LF, a quote stands at the ends of a field or twice inside a quoted one. */
    private static List<List<Field>> records(String csv) {
        Reader reader = new Reader(Objects.requireNonNull(csv));
        List<List<Field>> records = new ArrayList<>();
        while (!reader.atEnd()) {
            records.add(reader.line());
        }
        return records;
    }

    private static final class Reader {
        private final String csv;
        private int at;

        Reader(String csv) {
            this.csv = csv;
        }

        boolean atEnd() {
            return at == csv.length();
        }

        List<Field> line() {
            List<Field> fields = new ArrayList<>();
            fields.add(field());
            while (!atEnd() && csv.charAt(at) == ',') {
                at++;
                fields.add(field());
            }
            if (!atEnd()) {
                if (!csv.startsWith("\r\n", at)) {
                    throw new IllegalArgumentException("at " + at + " neither a comma nor the end of a line");
                }
                at += 2;
            }
            return fields;
        }

        private Field field() {
            return !atEnd() && csv.charAt(at) == '"' ? quoted() : plain();
        }

        private Field plain() {
            int start = at;
            while (!atEnd() && ",\r\n\"".indexOf(csv.charAt(at)) < 0) {
                at++;
            }
            return new Field(csv.substring(start, at), false);
        }

        private Field quoted() {
            StringBuilder text = new StringBuilder();
            at++;
            while (true) {
                int quote = csv.indexOf('"', at);
                if (quote < 0) {
                    throw new IllegalArgumentException("a quoted field has no end");
                }
                text.append(csv, at, quote);
                at = quote + 1;
                if (atEnd() || csv.charAt(at) != '"') {
                    return new Field(text.toString(), true);
                }
                text.append('"');
                at++;
            }
        }
    }
}
