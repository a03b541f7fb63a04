package io.parley.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.Mappings;
import io.parley.cost.UsageDay.ComputeUse;
import io.parley.cost.UsageDay.InstancePrices;
import io.parley.cost.UsageDay.ModelUse;
import io.parley.turn.Charge;
import io.parley.turn.ComputeCharge;
import io.parley.turn.NanoUsd;
import io.parley.turn.SiteId;
import io.parley.turn.TokenUsage;
import io.parley.turn.UnitPrices;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FocusTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SiteId MAIN = new SiteId("main");
    private static final SiteId SHOP = new SiteId("Shop_2");

    /** The last of a year, so that its billing period ends in another. */
    private static final YearMonth MONTH = YearMonth.of(2026, 12);

    private static final String FRACTIONAL = "openai/gpt-4.1-mini";
    private static final String CACHING = "acme/writer-2";
    private static final String FREE = "local/llama";
    private static final UnitPrices FRACTIONAL_PRICES = UnitPrices.of("37.5,0.125,37.5,150.001");
    private static final UnitPrices CACHING_PRICES = UnitPrices.of("3000,300,3750,15000");
    private static final UnitPrices CACHING_PRICES_LATER = UnitPrices.of("2000,200,2500,10000");
    private static final UnitPrices FREE_PRICES = UnitPrices.of("0,0,0,0");

    private final Focus focus = focus(Map.of(), Map.of());

    @Test
    void monthKeepsTheRulesAndAddsUpToItsCharges() throws IOException {
        Month month = new Month(new Random(20261201));
        String csv = focus.header() + month.days().map(focus::rows).collect(Collectors.joining());
        // Kept so that it can be opened in a spreadsheet.
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "focus-month.csv"), csv);

        assertThat(FocusRules.violations(csv)).isEmpty();
        List<Map<String, String>> rows = FocusRules.rows(csv);
        for (SiteId site : List.of(MAIN, SHOP)) {
            assertThat(nano(rows, of(site).and(FocusTest::isModel)))
                    .as("models of %s", site)
                    .isEqualByComparingTo(
                            sum(month.charges(site), charge -> charge.cost().value()));
            assertThat(nano(rows, of(site).and(FocusTest::isCompute)))
                    .as("compute of %s", site)
                    .isEqualByComparingTo(
                            sum(month.compute(site), charge -> charge.cost().value()));
            assertThat(total(rows, of(site).and(consumed("Tokens")), "ConsumedQuantity"))
                    .as("tokens of %s", site)
                    .isEqualByComparingTo(
                            sum(month.charges(site), charge -> charge.usage().total()));
            assertThat(total(rows, of(site).and(consumed("Requests")), "ConsumedQuantity"))
                    .as("requests of %s", site)
                    .isEqualByComparingTo(sum(month.compute(site), ComputeCharge::invocations));
        }
        for (String model : List.of(FRACTIONAL, CACHING, FREE)) {
            assertThat(total(rows, sku(model + '/'), "ConsumedQuantity"))
                    .as("tokens of %s", model)
                    .isEqualByComparingTo(sum(
                            month.charges().filter(charge -> charge.model().equals(model)),
                            charge -> charge.usage().total()));
        }
        assertThat(total(rows, sku(CACHING + "/cache-write"), "ConsumedQuantity"))
                .isEqualByComparingTo(sum(
                        month.charges(),
                        charge ->
                                charge.model().equals(CACHING) ? charge.usage().cacheWrite() : 0));
    }

    /** Otherwise the sums of the test above would say nothing of rounding. */
    @Test
    void whatIsPricedInFractionsOfANanoDollarAloneIsAdjusted() {
        String csv = focus.header()
                + new Month(new Random(7)).days().map(focus::rows).collect(Collectors.joining());
        assertThat(FocusRules.rows(csv))
                .filteredOn(row -> row.get("ChargeCategory").equals("Adjustment"))
                .isNotEmpty()
                .allSatisfy(row -> {
                    assertThat(new BigDecimal(row.get("BilledCost")).abs())
                            .as("less than a nano-dollar for each call of the day")
                            .isPositive()
                            .isLessThan(new BigDecimal("0.000000200"));
                    assertThat(row.get("ChargeDescription")).doesNotContain(CACHING, FREE);
                    assertThat(row.get("SkuId")).isNull();
                })
                .extracting(row -> row.get("ServiceCategory"))
                .contains("AI and Machine Learning", "Compute");
    }

    @Property(tries = 300)
    void anyDayKeepsTheRulesAndAddsUp(@ForAll("days") UsageDay day) {
        String csv = focus.header() + focus.rows(day);
        assertThat(FocusRules.violations(csv)).isEmpty();
        List<Map<String, String>> rows = FocusRules.rows(csv);
        assertThat(nano(rows, FocusTest::isModel))
                .isEqualByComparingTo(
                        sum(day.models().stream(), use -> use.cost().value()));
        assertThat(nano(rows, FocusTest::isCompute))
                .isEqualByComparingTo(
                        sum(day.compute().stream(), use -> use.cost().value()));
        assertThat(total(rows, consumed("Tokens"), "ConsumedQuantity"))
                .isEqualByComparingTo(
                        sum(day.models().stream(), use -> use.tokens().total()));
        assertThat(total(rows, sku("compute/requests"), "ConsumedQuantity"))
                .isEqualByComparingTo(sum(day.compute().stream(), ComputeUse::invocations));
        assertThat(total(rows, sku("compute/vcpu"), "ConsumedQuantity"))
                .isEqualByComparingTo(day.compute().stream()
                        .map(use -> BigDecimal.valueOf(use.nanoseconds(), 9)
                                .multiply(use.prices().vcpu()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add));
        assertThat(rows).allSatisfy(row -> {
            assertThat(row)
                    .containsEntry("SubAccountId", day.site().value())
                    .containsEntry("ChargePeriodStart", day.day() + "T00:00:00Z")
                    .containsEntry("ChargePeriodEnd", day.day().plusDays(1) + "T00:00:00Z");
            assertThat(row.get("BilledCost"))
                    .as("nothing is discounted")
                    .isEqualTo(row.get("ListCost"))
                    .isEqualTo(row.get("ContractedCost"))
                    .isEqualTo(row.get("EffectiveCost"));
        });
    }

    /** Of a site there is nothing to quote: it is of letters, digits and {@code _ -}. */
    @Test
    void namesWithCommasQuotesAndAccentsAreQuoted() throws JsonProcessingException {
        String model = "acme/Éclair \"grand\", v2";
        Focus named = focus(
                Map.of("parley.focus.billing-account-name", "Søren, Ångström & \"Fils\""),
                Map.of(
                        "parley.compute.provider", "Nuage, \"Français\"",
                        "parley.compute.service", "Fonction\r\nà la demande",
                        "parley.compute.region", "île-de-france, 1"));
        UsageDay day = new UsageDay(
                MAIN,
                MONTH.atDay(31),
                List.of(use(model, CACHING_PRICES, TokenUsage.of(1000, 10), 3_150_000)),
                List.of(new ComputeUse(
                        InstancePrices.of("1,0.5,24000,2500,400"), 1_000_000_000, new NanoUsd(25_650), 1)),
                0);

        String csv = named.header() + named.rows(day);

        assertThat(FocusRules.violations(csv)).isEmpty();
        assertThat(csv)
                .contains(",\"acme/Éclair \"\"grand\"\", v2/input\",")
                .contains(",\"Søren, Ångström & \"\"Fils\"\"\",");
        List<Map<String, String>> rows = FocusRules.rows(csv);
        assertThat(rows)
                .hasSize(5)
                .allSatisfy(row -> assertThat(row).containsEntry("BillingAccountName", "Søren, Ångström & \"Fils\""));
        assertThat(rows.get(0)).containsEntry("SkuId", model + "/input");
        assertThat(MAPPER.readTree(rows.get(0).get("SkuPriceDetails"))
                        .get("x_Model")
                        .asText())
                .isEqualTo(model);
        assertThat(rows.get(4))
                .containsEntry("ProviderName", "Nuage, \"Français\"")
                .containsEntry("ServiceName", "Fonction\r\nà la demande")
                .containsEntry("RegionId", "île-de-france, 1");
    }

    @Test
    void dayWithoutUsageHasNoRows() {
        assertThat(focus.rows(new UsageDay(MAIN, MONTH.atDay(1), List.of(), List.of(), 3)))
                .isEmpty();
        UsageDay unused =
                new UsageDay(MAIN, MONTH.atDay(1), List.of(use(FREE, FREE_PRICES, TokenUsage.NONE, 0)), List.of(), 0);
        assertThat(focus.rows(unused)).isEmpty();
        assertThat(FocusRules.violations(focus.header())).isEmpty();
    }

    @Test
    void headerHasEachMandatoryColumnOnce() {
        assertThat(FocusRules.mandatory()).hasSize(21);
        assertThat(FocusRules.header(focus.header()))
                .containsAll(FocusRules.mandatory())
                .doesNotHaveDuplicates();
        assertThat(focus.header()).endsWith("\r\n").doesNotContain("\"", " ");
    }

    /** What costs nothing is used all the same. */
    @Test
    void freeModelHasRowsOfCostZero() {
        UsageDay day = new UsageDay(
                MAIN, MONTH.atDay(1), List.of(use(FREE, FREE_PRICES, TokenUsage.of(5, 7), 0)), List.of(), 0);
        assertThat(FocusRules.rows(focus.header() + focus.rows(day)))
                .extracting(
                        row -> row.get("SkuId"),
                        row -> row.get("BilledCost"),
                        row -> row.get("ListUnitPrice"),
                        row -> row.get("ConsumedQuantity"))
                .containsExactly(tuple(FREE + "/input", "0", "0", "5"), tuple(FREE + "/output", "0", "0", "7"));
    }

    /** By it the price is followed over time. */
    @Test
    void skuPriceKeepsItsIdentifierWhenTheAmountChanges() {
        UsageDay day = new UsageDay(
                MAIN,
                MONTH.atDay(16),
                List.of(
                        use(CACHING, CACHING_PRICES, TokenUsage.of(1, 0), 3000),
                        use(CACHING, CACHING_PRICES_LATER, TokenUsage.of(1, 0), 2000)),
                List.of(),
                0);
        List<Map<String, String>> rows = FocusRules.rows(focus.header() + focus.rows(day));
        assertThat(rows).extracting(row -> row.get("ListUnitPrice")).containsExactly("3", "2");
        assertThat(rows.get(0).get("SkuPriceId"))
                .isNotNull()
                .isEqualTo(rows.get(1).get("SkuPriceId"));
    }

    @Test
    void rulesFindNothingInASoundRow() {
        assertThat(FocusRules.violations(csv(sound()))).isEmpty();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "BilledCost         | null                 | must not be null",
                "BilledCost         | 1E-7                 | not a plain number",
                "BilledCost         | +1                   | not a plain number",
                "BilledCost         | 1,000                | not a plain number",
                "BilledCost         | $3                   | not a plain number",
                "BilledCost         | .5                   | not a plain number",
                "ListCost           | 0.003000001          | is not ListUnitPrice times PricingQuantity",
                "ListUnitPrice      | -3                   | not a plain number of 0 or more",
                "ListUnitPrice      | null                 | must not be null with Usage",
                "BillingAccountName | N/A                  | a placeholder",
                "BillingAccountName | ' name'              | space around",
                "BillingCurrency    | US$                  | not a currency",
                "BillingPeriodStart | 2026-12-02T00:00:00Z | not the start of a month",
                "BillingPeriodEnd   | 2026-12-31T23:59:59Z | not a month after",
                "ChargePeriodEnd    | 2026-12-04T00:00:00Z | not after",
                "ChargePeriodEnd    | 2027-01-02T00:00:00Z | not within the billing period",
                "ChargePeriodStart  | 2026-12-04           | not a UTC time",
                "ChargePeriodStart  | 2026-12-04T00:00:00+01:00 | not a UTC time",
                "ChargePeriodStart  | 2026-13-04T00:00:00Z | not a UTC time",
                "ChargeCategory     | usage                | not one of the allowed values",
                "ChargeCategory     | Tax                  | must be null with Tax",
                "ChargeCategory     | Adjustment           | ConsumedQuantity: must be null with Adjustment",
                "ChargeClass        | Regular              | not one of the allowed values",
                "PricingCategory    | On-Demand            | not one of the allowed values",
                "PricingCategory    | null                 | must not be null with Usage",
                "PricingUnit        | tokens               | not a unit",
                "PricingUnit        | 1000 Tokens          | is priced",
                "PricingUnit        | GB-Seconds           | ServiceCategory: not Compute",
                "ConsumedUnit       | null                 | must not be null with Usage",
                "ConsumedQuantity   | 0                    | usage of nothing",
                "ConsumedQuantity   | 999                  | is priced",
                "SkuId              | null                 | must not be null with Usage",
                "SkuPriceId         | null                 | must not be null with Usage",
                "SkuMeter           | null                 | null without SkuId",
                "SkuPriceDetails    | {\"Model\":\"m\"}    | without x_",
                "RegionName         | Europe               | null without RegionName",
                "SubAccountName     | null                 | null without SubAccountName",
                "ServiceCategory    | AI                   | not one of the allowed values",
                "ServiceCategory    | Compute              | is not one of Compute",
                "ServiceSubcategory | Bots                 | not Generative AI",
                "Tags               | site=main            | not JSON",
                "Tags               | [\"main\"]           | not a JSON object",
                "Tags               | {\"a\":{}}           | not a JSON object of plain values",
                "Tags               | {\"a\":1,\"a\":2}    | not JSON",
            })
    void rulesFindABrokenValue(String column, String value, String what) {
        Map<String, String> row = sound();
        row.put(column, value);
        assertThat(FocusRules.violations(csv(row)))
                .anySatisfy(found -> assertThat(found).startsWith("row 1, ").contains(what));
    }

    @Test
    void rulesFindRowsThatContradictEachOther() {
        Map<String, String> other = sound();
        other.put("SkuPriceId", "acme/writer-2/input@3");
        assertThat(FocusRules.violations(csv(List.of(sound(), other))))
                .singleElement()
                .asString()
                .startsWith("file, SkuId: ");
    }

    @Test
    void rulesFindABrokenHeader() {
        String csv = csv(sound());
        assertThat(FocusRules.violations(csv.replaceFirst("BilledCost", "ListCost")))
                .contains("header: BilledCost is missing", "header: ListCost is there more than once");
        assertThat(FocusRules.violations(csv.replaceFirst("ChargeFrequency", "Frequency")))
                .contains("header: Frequency is not a column of FOCUS, and has no x_");
        assertThat(FocusRules.violations(csv.replaceFirst("ChargeFrequency", "x_Frequency")))
                .contains("header: ChargePeriodEnd comes after columns of one's own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b\nc,d\r\n",
                "a,b\r\nc\rd,e\r\n",
                "a,b\r\nc\"d,e\r\n",
                "a,b\r\n\"c\"d,e\r\n",
                "a,b\r\n\"c,d\r\n",
                "a,b\r\n\"c\"\"\"d,e\r\n"
            })
    void rulesFindWhatIsNotCsv(String csv) {
        assertThat(FocusRules.violations(csv)).singleElement().asString().startsWith("not CSV: ");
    }

    @Test
    void rulesFindMissingFieldsAndQuotedNothing() {
        String csv = csv(sound());
        assertThat(FocusRules.violations(csv + "1,2\r\n")).contains("row 2: 2 fields for 36 columns");
        assertThat(FocusRules.violations(csv + "\r\n")).contains("row 2: 1 fields for 36 columns");
        assertThat(FocusRules.violations(csv.replaceFirst(",,", ",\"\",")))
                .anySatisfy(found -> assertThat(found).contains("quoted nothing"));
    }

    @Provide
    Arbitrary<UsageDay> days() {
        Arbitrary<SiteId> sites = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars('_', '-', 'Z')
                .ofMinLength(1)
                .ofMaxLength(36)
                .filter(name -> !FocusRules.isPlaceholder(name))
                .map(SiteId::new);
        Arbitrary<LocalDate> days = Arbitraries.longs()
                .between(
                        LocalDate.of(2000, 1, 1).toEpochDay(),
                        LocalDate.of(2099, 12, 31).toEpochDay())
                .map(LocalDate::ofEpochDay);
        return Combinators.combine(
                        sites,
                        days,
                        modelUses().list().ofMaxSize(5),
                        computeUses().list().ofMaxSize(3))
                .as((site, day, models, compute) -> new UsageDay(site, day, models, compute, 0));
    }

    private static Arbitrary<ModelUse> modelUses() {
        Arbitrary<String> names = Combinators.combine(
                        Arbitraries.of("openai", "azure", "acme-eu", "été"),
                        Arbitraries.strings().withChars("aZ9.-_/,\"é€😀 '=\t").ofMaxLength(12))
                .as((provider, name) -> provider + "/m" + name + 'x');
        Arbitrary<Long> pico = Arbitraries.longs().between(0, 1_000_000_000);
        Arbitrary<UnitPrices> prices =
                Combinators.combine(pico, pico, pico, pico).as(UnitPrices::new);
        Arbitrary<Long> tokens = Arbitraries.longs().between(0, 1_000_000_000);
        Arbitrary<TokenUsage> usages = Combinators.combine(tokens, tokens, tokens, tokens)
                .as((plain, cached, written, out) -> new TokenUsage(plain + cached + written, cached, written, out, 0));
        // Whatever is booked is what the rows must add up to, above or below what the tokens cost.
        Arbitrary<Long> booked = Arbitraries.longs().between(0, 1_000_000_000_000_000L);
        return Combinators.combine(names, prices, usages, booked).as(FocusTest::use);
    }

    private static Arbitrary<ComputeUse> computeUses() {
        Arbitrary<BigDecimal> size = Arbitraries.bigDecimals()
                .between(new BigDecimal("0.000001"), new BigDecimal("1000"))
                .ofScale(6);
        Arbitrary<BigDecimal> price =
                Arbitraries.longs().between(0, 1_000_000_000).map(BigDecimal::valueOf);
        Arbitrary<InstancePrices> prices =
                Combinators.combine(size, size, price, price, price).as(InstancePrices::new);
        Arbitrary<Long> count = Arbitraries.longs().between(0, 1_000_000_000_000_000L);
        return Combinators.combine(prices, count, count, count)
                .as((of, nanoseconds, nano, invocations) ->
                        new ComputeUse(of, nanoseconds, new NanoUsd(nano), invocations));
    }

    /** Single calls and invocations of two sites, and what is counted of them by day, model and price. */
    private static final class Month {
        private final Random random;
        private final Map<SiteId, List<Charge>> charges = new LinkedHashMap<>();
        private final Map<SiteId, List<ComputeCharge>> compute = new LinkedHashMap<>();
        private final Map<LocalDate, Map<SiteId, Map<String, String>>> counters = new TreeMap<>();

        /** So little of a CPU that its time costs fractions of a nano-dollar. */
        private final ComputeMeter meter = new ComputeMeter(Mappings.of(
                ComputeConfig.class, Map.of("parley.compute.vcpu", "0.083", "parley.compute.memory-gib", "0.128")));

        private long now;

        Month(Random random) {
            this.random = random;
            for (SiteId site : List.of(MAIN, SHOP)) {
                charges.put(site, new ArrayList<>());
                compute.put(site, new ArrayList<>());
                for (int day = 1; day <= MONTH.lengthOfMonth(); day++) {
                    day(site, MONTH.atDay(day));
                }
            }
        }

        Stream<UsageDay> days() {
            return counters.entrySet().stream()
                    .flatMap(day -> day.getValue().entrySet().stream()
                            .map(site -> UsageDay.of(site.getKey(), day.getKey(), site.getValue())));
        }

        Stream<Charge> charges() {
            return charges.values().stream().flatMap(List::stream);
        }

        Stream<Charge> charges(SiteId site) {
            return charges.get(site).stream();
        }

        Stream<ComputeCharge> compute(SiteId site) {
            return compute.get(site).stream();
        }

        private void day(SiteId site, LocalDate day) {
            Map<String, String> counted = new TreeMap<>();
            counters.computeIfAbsent(day, key -> new LinkedHashMap<>()).put(site, counted);
            int calls = random.nextInt(5) == 0 ? 0 : random.nextInt(60);
            for (int i = 0; i < calls; i++) {
                Charge charge = switch (random.nextInt(3)) {
                    case 0 -> charge(FRACTIONAL, FRACTIONAL_PRICES);
                    case 1 -> charge(CACHING, caching(day));
                    default -> charge(FREE, FREE_PRICES);
                };
                charges.get(site).add(charge);
                count(counted, charge);
                ComputeCharge instance = invocation(site);
                compute.get(site).add(instance);
                count(
                        counted,
                        "compute\t" + instance.prices(),
                        instance.nanoseconds(),
                        instance.cost().value(),
                        instance.invocations());
            }
        }

        /** The price changes amid a day, as it does for whoever restarts with another configuration. */
        private UnitPrices caching(LocalDate day) {
            boolean later = day.getDayOfMonth() > 16 || day.getDayOfMonth() == 16 && random.nextBoolean();
            return later ? CACHING_PRICES_LATER : CACHING_PRICES;
        }

        private Charge charge(String model, UnitPrices prices) {
            long cached = random.nextBoolean() ? random.nextInt(2000) : 0;
            long written = model.equals(CACHING) && random.nextBoolean() ? random.nextInt(1500) : 0;
            long reasoning = random.nextInt(300);
            TokenUsage usage = new TokenUsage(
                    cached + written + random.nextInt(3000),
                    cached,
                    written,
                    reasoning + random.nextInt(500),
                    reasoning);
            return new Charge(model, prices, "2026-12-01", usage, false, 1);
        }

        /** Some last on after the commit, and leave that part to the next. */
        private ComputeCharge invocation(SiteId site) {
            now += random.nextInt(1_000_000_000);
            long entered = meter.enter(now);
            now += random.nextInt(1_500_000_000);
            ComputeMeter.Due due = meter.due(site, entered, now);
            now += random.nextInt(1_000_000);
            meter.leave(site, entered, now, due.own());
            return due.all();
        }

        private static void count(Map<String, String> counted, Charge charge) {
            TokenUsage usage = charge.usage();
            count(
                    counted,
                    charge.model() + '\t' + charge.prices(),
                    1,
                    charge.attempts(),
                    usage.prompt(),
                    usage.cached(),
                    usage.cacheWrite(),
                    usage.completion(),
                    usage.reasoning(),
                    charge.cost().value(),
                    0,
                    0);
        }

        private static void count(Map<String, String> counted, String name, long... more) {
            counted.merge(name, text(more), (a, b) -> {
                long[] before =
                        Stream.of(a.split(" ")).mapToLong(Long::parseLong).toArray();
                for (int i = 0; i < more.length; i++) {
                    before[i] = Math.addExact(before[i], more[i]);
                }
                return text(before);
            });
        }

        private static String text(long... numbers) {
            return LongStream.of(numbers).mapToObj(Long::toString).collect(Collectors.joining(" "));
        }
    }

    private static Focus focus(Map<String, String> focus, Map<String, String> compute) {
        return new Focus(Mappings.of(FocusConfig.class, focus), Mappings.of(ComputeConfig.class, compute), MAPPER);
    }

    private static ModelUse use(String model, UnitPrices prices, TokenUsage tokens, long nano) {
        return new ModelUse(model, prices, 1, 1, tokens, new NanoUsd(nano), 0, NanoUsd.ZERO);
    }

    private static boolean isModel(Map<String, String> row) {
        return row.get("ServiceCategory").equals("AI and Machine Learning");
    }

    private static boolean isCompute(Map<String, String> row) {
        return row.get("ServiceCategory").equals("Compute");
    }

    private static Predicate<Map<String, String>> of(SiteId site) {
        return row -> row.get("SubAccountId").equals(site.value());
    }

    private static Predicate<Map<String, String>> consumed(String unit) {
        return row -> unit.equals(row.get("ConsumedUnit"));
    }

    private static Predicate<Map<String, String>> sku(String prefix) {
        return row -> row.get("SkuId") != null && row.get("SkuId").startsWith(prefix);
    }

    private static BigDecimal nano(List<Map<String, String>> rows, Predicate<Map<String, String>> which) {
        return total(rows, which, "BilledCost").movePointRight(9);
    }

    private static BigDecimal total(
            List<Map<String, String>> rows, Predicate<Map<String, String>> which, String column) {
        return rows.stream()
                .filter(which)
                .map(row -> new BigDecimal(row.get(column)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static <T> BigDecimal sum(Stream<T> of, ToLongFunction<T> amount) {
        return of.map(each -> BigDecimal.valueOf(amount.applyAsLong(each))).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** A row as it should be, written by hand. */
    private static Map<String, String> sound() {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("BilledCost", "0.003");
        row.put("BillingAccountId", "parley");
        row.put("BillingAccountName", null);
        row.put("BillingCurrency", "USD");
        row.put("BillingPeriodEnd", "2027-01-01T00:00:00Z");
        row.put("BillingPeriodStart", "2026-12-01T00:00:00Z");
        row.put("ChargeCategory", "Usage");
        row.put("ChargeClass", null);
        row.put("ChargeDescription", "acme/writer-2, input");
        row.put("ChargeFrequency", "Usage-Based");
        row.put("ChargePeriodEnd", "2026-12-05T00:00:00Z");
        row.put("ChargePeriodStart", "2026-12-04T00:00:00Z");
        row.put("ConsumedQuantity", "1000");
        row.put("ConsumedUnit", "Tokens");
        row.put("ContractedCost", "0.003");
        row.put("EffectiveCost", "0.003");
        row.put("InvoiceIssuerName", "acme");
        row.put("ListCost", "0.003");
        row.put("ListUnitPrice", "3");
        row.put("PricingCategory", "Standard");
        row.put("PricingQuantity", "0.001");
        row.put("PricingUnit", "1000000 Tokens");
        row.put("ProviderName", "acme");
        row.put("PublisherName", "acme");
        row.put("RegionId", null);
        row.put("RegionName", null);
        row.put("ServiceCategory", "AI and Machine Learning");
        row.put("ServiceName", "Chat Completions");
        row.put("ServiceSubcategory", "Generative AI");
        row.put("SkuId", "acme/writer-2/input");
        row.put("SkuMeter", "input tokens");
        row.put("SkuPriceDetails", "{\"x_Model\":\"acme/writer-2\"}");
        row.put("SkuPriceId", "acme/writer-2/input");
        row.put("SubAccountId", "main");
        row.put("SubAccountName", "main");
        row.put("Tags", "{\"site\":\"main\"}");
        return row;
    }

    private static String csv(Map<String, String> row) {
        return csv(List.of(row));
    }

    private static String csv(List<Map<String, String>> rows) {
        UnaryOperator<String> field = value ->
                value == null ? "" : value.matches("[^,\"\r\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
        return String.join(",", rows.get(0).keySet())
                + "\r\n"
                + rows.stream()
                        .map(row -> row.values().stream().map(field).collect(Collectors.joining(",")) + "\r\n")
                        .collect(Collectors.joining());
    }
}
