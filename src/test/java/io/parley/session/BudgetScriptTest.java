package io.parley.session;

import static io.parley.Callers.together;
import static io.parley.session.Stores.await;
import static io.parley.session.Stores.message;
import static io.parley.session.Stores.newSession;
import static io.parley.session.Stores.redis;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.redis.Script;
import io.parley.session.Admission.Admitted;
import io.parley.session.Commit.Low;
import io.parley.session.Commit.Unresolved;
import io.parley.turn.Budget;
import io.parley.turn.Charge;
import io.parley.turn.ComputeCharge;
import io.parley.turn.Hold;
import io.parley.turn.Intent;
import io.parley.turn.Message;
import io.parley.turn.NanoUsd;
import io.parley.turn.TokenUsage;
import io.parley.turn.UnitPrices;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The budget, as the scripts keep it in a real Redis. */
class BudgetScriptTest {
    private static final String MONTH = YearMonth.now(ZoneOffset.UTC).toString();
    private static final String BUDGET = "parley:v1:{default}:budget:" + MONTH;
    private static final String HOLDS = "parley:v1:{default}:budget:holds";
    private static final String USAGE = "parley:v1:{default}:usage:" + LocalDate.now(ZoneOffset.UTC);
    private static final String FIELD = "openai/gpt\t400,100,400,1600";
    private static final UnitPrices PRICES = UnitPrices.of("400,100,400,1600");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration OVER = Duration.ofMillis(-1);

    /** Says that the callers have ended. */
    private static final Charge END = charge(0, 0);

    private final SessionStore store = Stores.store("off", "off");
    private final Map<Admitted, Message> messages = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void nothingIsUsed() {
        redis("FLUSHALL");
    }

    @Test
    void holdCountsAgainstTheBudgetUntilItIsSettled() {
        Budget budget = tokens(1000);
        Admitted first = admit(budget, charge(800, 100), LONG);
        assertThat(first.held().spent()).isFalse();
        assertThat(amounts()).containsExactly(0L, 0L, 900L, 800L * 400 + 100 * 1600);
        Admitted second = admit(budget, charge(100, 1), LONG);
        assertThat(second.held().spent()).isTrue();
        assertThat(second.held().hold()).isEmpty();

        assertThat(commit(budget, first, charge(300, 50)).settled()).isTrue();
        assertThat(amounts()).containsExactly(350L, 300L * 400 + 50 * 1600, 0L, 0L);
        assertThat(admit(budget, charge(600, 50), LONG).held().spent())
                .as("to the last token")
                .isFalse();
    }

    @Test
    void dollarsBoundAsTokensDo() {
        Budget budget = new Budget(OptionalLong.empty(), OptionalLong.of(400_000), 3, 1_000_000_000);
        assertThat(admit(budget, charge(1000, 0), LONG).held().spent()).isFalse();
        assertThat(admit(budget, charge(1, 0), LONG).held().spent()).isTrue();
    }

    @Test
    void twoCallsOfOneModelAreOneCounter() {
        Admitted admitted = admit(tokens(10_000), charge(1000, 100), LONG);
        commit(tokens(10_000), admitted, charge(300, 50), charge(200, 10));
        assertThat(counters(FIELD).subList(0, 6)).containsExactly(2L, 2L, 500L, 0L, 0L, 60L);
        assertThat(amounts().get(0)).isEqualTo(560);
    }

    /** An admission reads the budget once, and books before it holds. */
    @Test
    void holdThatIsTakenWhileAnotherIsSweptLosesNothing() {
        admit(tokens(5000), charge(800, 100), OVER);
        admit(tokens(5000), charge(10, 1), LONG);
        assertThat(amounts()).containsExactly(900L, 800L * 400 + 100 * 1600, 11L, 10L * 400 + 1600);
    }

    @Test
    void failedCallGivesItsHoldBack() {
        Budget budget = tokens(1000);
        Admitted admitted = admit(budget, charge(800, 100), LONG);
        assertThat(commit(budget, admitted).settled()).isTrue();
        assertThat(amounts()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(redis("EXISTS", USAGE).toInteger()).isZero();
    }

    @Test
    void callsOfTwoModelsAreCountedEachUnderItsOwnPrice() {
        Charge second = new Charge(
                "mistral_ai/mistral-small",
                UnitPrices.of("37.5,37.5,37.5,150"),
                "contract",
                new TokenUsage(1000, 0, 0, 20, 0),
                false,
                2);
        Admitted admitted = admit(tokens(10_000), charge(1000, 100), LONG);
        Charge first = new Charge("openai/gpt", PRICES, "v1", new TokenUsage(1000, 600, 100, 30, 10), true, 1);
        commit(tokens(10_000), admitted, first, second);

        long nano = first.cost().value();
        assertThat(counters(FIELD)).containsExactly(1L, 1L, 1000L, 600L, 100L, 30L, 10L, nano, 1L, nano);
        assertThat(counters("mistral_ai/mistral-small\t37.5,37.5,37.5,150"))
                .containsExactly(1L, 2L, 1000L, 0L, 0L, 20L, 0L, 40_500L, 0L, 0L);
        assertThat(used("nano")).isEqualTo(first.cost().value() + 40_500);
        assertThat(amounts().get(0)).isEqualTo(1030 + 1020);
    }

    @Test
    void abandonedHoldIsBookedAtItsEstimateOnceAndTold() {
        Budget budget = tokens(5000);
        admit(budget, charge(800, 100), OVER);
        List<String> abandoned = admit(budget, charge(10, 1), LONG).held().abandoned();
        assertThat(abandoned).hasSize(1);
        Hold.Stored hold = Hold.Stored.of(abandoned.get(0));
        assertThat(hold.hold().requestId()).isEqualTo("request-1");
        assertThat(hold.hold().session()).isEqualTo("hash");
        assertThat(hold.hold().charges()).containsExactly(charge(800, 100));
        assertThat(hold.time()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(amounts()).startsWith(900L, 800L * 400 + 100 * 1600, 11L);
        assertThat(admit(budget, charge(10, 1), LONG).held().abandoned()).isEmpty();
        assertThat(amounts().get(0)).isEqualTo(900);
    }

    @Test
    void holdThatIsOverBeforeThoseKnownIsBookedAllTheSame() {
        Budget budget = tokens(5000);
        Admitted first = admit(budget, charge(100, 0), LONG);
        admit(budget, charge(800, 0), OVER);
        Admitted third = admit(budget, charge(10, 0), LONG);
        assertThat(third.held().abandoned()).hasSize(1);
        assertThat(amounts()).startsWith(800L, 800L * 400, 110L);

        commit(budget, first, charge(50, 0));
        commit(budget, third, charge(5, 0));
        assertThat(amounts()).containsExactly(855L, 855L * 400, 0L, 0L);
        assertThat(redis("EXISTS", HOLDS).toInteger()).isZero();
        admit(budget, charge(7, 0), OVER);
        assertThat(admit(budget, charge(1, 0), LONG).held().abandoned())
                .as("of a set that was empty meanwhile")
                .hasSize(1);
        assertThat(redis("PTTL", HOLDS).toLong()).isPositive();
    }

    @Test
    void commitThatComesAfterItsHoldWasBookedBooksNothing() {
        Budget budget = tokens(5000);
        Admitted late = admit(budget, charge(800, 100), OVER);
        admit(budget, charge(10, 1), LONG);
        assertThat(commit(budget, late, charge(300, 50)).settled()).isFalse();
        assertThat(amounts().get(0)).isEqualTo(900);
    }

    @Test
    void commitThatComesBeforeAnybodySweptItsHoldBooksWhatWasUsed() {
        Budget budget = tokens(5000);
        Admitted late = admit(budget, charge(800, 100), OVER);
        assertThat(commit(budget, late, charge(300, 50)).settled()).isTrue();
        assertThat(amounts()).containsExactly(350L, 300L * 400 + 50 * 1600, 0L, 0L);
    }

    @Test
    void settledTwiceIsBookedOnce() {
        Budget budget = tokens(5000);
        Admitted admitted = admit(budget, charge(800, 100), LONG);
        assertThat(commit(budget, admitted, charge(300, 50)).settled()).isTrue();
        assertThat(commit(budget, admitted, charge(300, 50)).settled()).isFalse();
        assertThat(amounts().get(0)).isEqualTo(350);
    }

    @ParameterizedTest
    @CsvSource({"static", "handoff"})
    void whereNoModelIsAskedNothingIsHeld(String mode) {
        redis("SET", "parley:v1:{default}:mode", mode);
        Admitted admitted = admit(tokens(0), charge(800, 100), LONG);
        assertThat(admitted.held().spent()).isFalse();
        assertThat(redis("EXISTS", HOLDS, BUDGET).toInteger()).isZero();
    }

    @Test
    void budgetOfNothingIsSpentAtOnce() {
        Admitted admitted = admit(tokens(0), charge(1, 0), LONG);
        assertThat(admitted.held().spent()).isTrue();
        assertThat(admitted.held().alerts())
                .singleElement()
                .asString()
                .startsWith("budget\t" + MONTH + "\t100\t0\t0\t0");
    }

    @Test
    void everythingExpires() {
        Admitted admitted = admit(tokens(5000), charge(800, 100), LONG);
        admit(tokens(5000), charge(800, 100), LONG);
        commit(tokens(5000), admitted, charge(300, 50));
        for (String key : List.of(BUDGET, HOLDS, USAGE)) {
            assertThat(redis("TTL", key).toLong()).as(key).isBetween(390L * 86_400, 400L * 86_400);
        }
    }

    @Test
    void eachThresholdIsRaisedOnceWhateverIsSkipped() {
        Budget budget = tokens(1000);
        assertThat(spend(budget, 499)).isEmpty();
        assertThat(spend(budget, 1))
                .singleElement()
                .asString()
                .isEqualTo("budget\t" + MONTH + "\t50\t500\t200000\t1000\t");
        assertThat(spend(budget, 100)).isEmpty();
        assertThat(spend(budget, 400)).hasSize(2).allMatch(a -> a.contains("\t1000\t400000\t1000\t"));
        assertThat(admit(budget, charge(1, 0), LONG).held().alerts()).isEmpty();
    }

    @Test
    void whereNothingFitsAnyMoreTheBudgetIsReached() {
        Budget budget = tokens(1000);
        spend(budget, 995);
        assertThat(admit(budget, charge(10, 0), LONG).held().alerts())
                .singleElement()
                .asString()
                .startsWith("budget\t" + MONTH + "\t100\t995");
        assertThat(admit(budget, charge(10, 0), LONG).held().alerts()).isEmpty();
    }

    @Test
    void whereOnlyOthersHoldsAreInTheWayItIsNot() {
        Budget budget = tokens(1000);
        admit(budget, charge(900, 0), LONG);
        Admitted refused = admit(budget, charge(200, 0), LONG);
        assertThat(refused.held().spent()).isTrue();
        assertThat(refused.held().alerts()).isEmpty();
    }

    @Test
    void thresholdIsRaisedOnceByManyAtOnce() throws Exception {
        Budget budget = tokens(640);
        AtomicInteger raised = new AtomicInteger();
        together(64, i -> {
            Admitted admitted = admit(budget, charge(10, 0), LONG);
            raised.addAndGet(commit(budget, admitted, charge(10, 0)).alerts().size());
        });
        assertThat(raised).hasValue(3);
        assertThat(amounts().get(0)).isEqualTo(640);
    }

    /** In thousandths of a dollar. */
    @ParameterizedTest(name = "more than {0} today after {1}: {2}")
    @CsvSource({
        "3000, 1000 1000 1000,                   true",
        "2999, 1000 1000 1000,                   false",
        "9000, 1000 1000,                        false",
        "6000, 0 1000 5000,                      true",
        "1500, 500 500 500 500 500 500 500 9000, true",
        "300,  100 100 100,                      false",
    })
    void dayFarAboveTheSevenBeforeIsRaisedOnce(long today, String before, boolean raised) {
        String[] days = before.split(" ");
        for (int i = 0; i < days.length; i++) {
            LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(i + 1L);
            redis("HSET", "parley:v1:{default}:usage:" + day, "nano", days[i] + "000000");
        }
        Budget budget = new Budget(OptionalLong.empty(), OptionalLong.empty(), 3, 1_000_000_000);
        Charge most = charge(today * 1_000_000 / 400, 0);
        assertThat(commit(budget, admit(budget, most, LONG), most).alerts())
                .as("not more than three times as much")
                .isEmpty();
        List<String> alerts = new ArrayList<>(spend(budget, 1));
        alerts.addAll(spend(budget, 1));
        assertThat(alerts).hasSize(raised ? 1 : 0);
        if (raised) {
            assertThat(alerts.get(0)).startsWith("anomaly\t" + LocalDate.now(ZoneOffset.UTC) + "\t" + today);
        }
    }

    @Test
    void computeIsCountedWithConversations() {
        ComputeCharge compute = new ComputeCharge("1,0.5,24000,2500,400", 40_000_000, new NanoUsd(1410), 1);
        Budget budget = tokens(5000);
        Message message = message(newSession(), "m1", "Hello");
        for (String id : List.of("m1", "m2")) {
            Message next = message(message.session(), id, "Hello " + id);
            Admitted admitted =
                    (Admitted) await(store.admit(next, false, LONG, new Funds(budget, Optional.empty(), LONG)));
            await(store.commit(commitOf(next, admitted, new Settlement(budget, "", List.of(), compute))));
        }
        assertThat(counters("compute\t1,0.5,24000,2500,400")).containsExactly(80_000_000L, 2820L, 2L);
        assertThat(used("conversations")).as("one session").isEqualTo(1);
    }

    /** Callers answer, fail, time out, or die between admission and commit; some are so slow that their hold has run out. */
    @Test
    void budgetIsNeverExceededAndNothingIsLostOrCountedTwice() throws Exception {
        int room = 100;
        Budget budget = new Budget(OptionalLong.of(1000L * room), OptionalLong.empty(), 100, 1_000_000_000);
        ConcurrentLinkedQueue<Charge> ledger = new ConcurrentLinkedQueue<>();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger late = new AtomicInteger();
        ExecutorService watch = Executors.newSingleThreadExecutor();
        AtomicInteger looks = new AtomicInteger();
        Future<Long> most = watch.submit(() -> {
            long seen = 0;
            while (!Thread.currentThread().isInterrupted()) {
                List<Long> now = amounts();
                seen = Math.max(seen, now.get(0) + now.get(2));
                looks.incrementAndGet();
                if (ledger.contains(END)) {
                    break;
                }
            }
            return seen;
        });
        together(64, caller -> {
            Random random = new Random(caller);
            for (int i = 0; i < 12; i++) {
                boolean dies = random.nextInt(5) == 0;
                Charge hold = charge(800, 200);
                Admitted admitted = admit(budget, hold, dies ? Duration.ofMillis(random.nextInt(40)) : LONG);
                admitted.held()
                        .abandoned()
                        .forEach(a -> ledger.addAll(Hold.Stored.of(a).hold().charges()));
                if (admitted.held().spent()) {
                    refused.incrementAndGet();
                    continue;
                }
                Charge used = charge(100 + random.nextInt(701), random.nextInt(201));
                List<Charge> charges = switch (random.nextInt(4)) {
                    case 0 -> List.of(); // refused, nothing billed
                    case 1 -> List.of(hold); // timed out: at the estimate
                    default -> List.of(used);
                };
                if (dies && random.nextBoolean()) {
                    continue;
                }
                Booked booked = commit(budget, admitted, charges.toArray(Charge[]::new));
                if (booked.settled()) {
                    ledger.addAll(charges);
                } else {
                    late.incrementAndGet();
                }
            }
        });
        // Whoever comes later finds what is left of the dead.
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (redis("ZCARD", HOLDS).toInteger() > 0 && System.nanoTime() < deadline) {
            Admitted sweep = admit(budget, charge(1_000_000, 0), LONG);
            sweep.held()
                    .abandoned()
                    .forEach(a -> ledger.addAll(Hold.Stored.of(a).hold().charges()));
        }
        ledger.add(END);
        long seen = most.get();
        watch.shutdown();
        ledger.remove(END);

        long tokens = ledger.stream().mapToLong(c -> c.usage().total()).sum();
        long nano = ledger.stream().mapToLong(c -> c.cost().value()).sum();
        System.out.printf(
                "64 callers: %d calls booked, %d refused, %d too late, %d looks, at most %d of %d tokens held or settled%n",
                ledger.size(),
                refused.get(),
                late.get(),
                looks.get(),
                seen,
                budget.tokens().getAsLong());
        assertThat(seen).isLessThanOrEqualTo(budget.tokens().getAsLong());
        assertThat(amounts()).containsExactly(tokens, nano, 0L, 0L);
        assertThat(used("nano")).isEqualTo(nano);
        assertThat(refused.get()).isPositive();
        List<Long> counters = counters(FIELD);
        assertThat(counters.get(0)).isEqualTo(ledger.size());
        assertThat(counters.get(2) + counters.get(5)).isEqualTo(tokens);
        assertThat(counters.get(7)).isEqualTo(nano);
    }

    /** Redis gives scripts no calendar. */
    @Property(tries = 300)
    void dayOfATimeIsTheCalendars(@ForAll @LongRange(min = 0, max = 4_102_444_800L) long second) {
        assertThat(day(second))
                .isEqualTo(LocalDate.ofEpochDay(Math.floorDiv(second, 86_400)).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-28T23:59:59Z", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", "2025-02-28T23:59:59Z",
        "2025-03-01T00:00:00Z", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2000-02-29T12:00:00Z",
        "2100-02-28T23:59:59Z", "2100-03-01T00:00:00Z"
    })
    void dayOfAnEdgeIsTheCalendars(Instant instant) {
        assertThat(day(instant.getEpochSecond())).isEqualTo(instant.toString().substring(0, 10));
    }

    private static String day(long second) {
        Script script = new Script(Stores.anyConnection(), "redis/money.lua", "redis/day.lua");
        return await(script.run(List.of("k"), List.of("second", Long.toString(second))))
                .toString();
    }

    private static Budget tokens(long tokens) {
        return new Budget(OptionalLong.of(tokens), OptionalLong.empty(), 3, 1_000_000_000);
    }

    private static Charge charge(long prompt, long completion) {
        return new Charge("openai/gpt", PRICES, "v1", TokenUsage.of(prompt, completion), true, 1);
    }

    private List<String> spend(Budget budget, long tokens) {
        Charge charge = charge(tokens, 0);
        return commit(budget, admit(budget, charge, LONG), charge).alerts();
    }

    private Admitted admit(Budget budget, Charge charge, Duration lifetime) {
        Hold hold = new Hold(
                UUID.randomUUID().toString(), "request-" + requests.incrementAndGet(), "hash", List.of(charge));
        Message message = message(newSession(), "m1", "Hello");
        Admitted admitted =
                (Admitted) await(store.admit(message, false, LONG, new Funds(budget, Optional.of(hold), lifetime)));
        messages.put(admitted, message);
        return admitted;
    }

    private Booked commit(Budget budget, Admitted admitted, Charge... charges) {
        Settlement settlement = new Settlement(budget, admitted.held().hold(), List.of(charges), null);
        return await(store.commit(commitOf(messages.get(admitted), admitted, settlement)));
    }

    private static Commit commitOf(Message message, Admitted admitted, Settlement settlement) {
        return new Commit(
                message,
                admitted.state(),
                Optional.of("{}"),
                "Answer",
                Intent.OTHER,
                Low.KEEP,
                new Unresolved("", ""),
                Optional.empty(),
                settlement);
    }

    /** Settled tokens and nano-USD, held tokens and nano-USD. */
    private static List<Long> amounts() {
        Response amounts = redis("HGET", BUDGET, "amounts");
        return Stream.of((amounts == null ? "0 0 0 0" : amounts.toString()).split(" "))
                .limit(4)
                .map(Long::valueOf)
                .toList();
    }

    private static List<Long> counters(String name) {
        return Stream.of(redis("HGET", USAGE, name).toString().split(" "))
                .map(Long::valueOf)
                .toList();
    }

    private static long used(String counter) {
        Response value = redis("HGET", USAGE, counter);
        return value == null ? 0 : value.toLong();
    }
}
