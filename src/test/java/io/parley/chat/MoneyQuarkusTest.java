package io.parley.chat;

import static io.parley.Callers.together;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.parley.LogLines;
import io.parley.OpenApiContract;
import io.parley.StubModel;
import io.parley.session.Admission.Admitted;
import io.parley.session.Funds;
import io.parley.session.SessionStore;
import io.parley.signing.SigningKey;
import io.parley.signing.Webhook;
import io.parley.turn.Budget;
import io.parley.turn.Charge;
import io.parley.turn.Hold;
import io.parley.turn.Language;
import io.parley.turn.Message;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.TokenUsage;
import io.parley.turn.TypedContext;
import io.parley.turn.UnitPrices;
import io.parley.turn.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What messages cost, end to end: budget, ledger, counters, exports and alerts agree. */
@QuarkusTest
@TestProfile(MoneyProfile.class)
class MoneyQuarkusTest extends ChatQuarkusTest {
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

    @Inject
    SessionStore store;

    @ConfigProperty(name = "parley.alerts.url")
    URI hook;

    @BeforeEach
    void nothingIsUsed() {
        redis.flushall();
    }

    @Test
    void usageIsCountedByDayModelAndPrice() {
        answered("Where is my order?");
        answered("And the other one?");
        answered("I want to talk to a human, please");

        JsonObject usage = json(operator().get("/usage"));
        JsonObject site = usage.getJsonArray("sites").getJsonObject(0);
        assertThat(site.getString("site")).isEqualTo("default");
        JsonObject day = site.getJsonArray("days").getJsonObject(0);
        assertThat(day.getString("day")).isEqualTo(TODAY.toString());
        JsonObject model = day.getJsonArray("models").getJsonObject(0);
        assertThat(model.getString("model")).isEqualTo("openai/gpt-4.1-mini");
        assertThat(model.getJsonObject("prices").encode())
                .isEqualTo("{\"input\":400,\"cachedInput\":100,\"cacheWrite\":400,\"output\":1600}");
        assertThat(model.getJsonObject("tokens").encode())
                .isEqualTo("{\"prompt\":200,\"cached\":80,\"cacheWrite\":0,\"completion\":40,\"reasoning\":0}");
        assertThat(model.getLong("calls")).isEqualTo(2);
        assertThat(model.getLong("nanoUsd")).isEqualTo(120_000);
        JsonObject total = usage.getJsonObject("total");
        assertThat(total.getLong("invocations")).as("the hand-off too").isEqualTo(3);
        assertThat(total.getLong("conversations")).isEqualTo(1);
        assertThat(total.getLong("modelNanoUsd")).isEqualTo(120_000);
        long compute = total.getLong("computeNanoUsd");
        assertThat(compute).isGreaterThanOrEqualTo(3 * 400);
        assertThat(total.getLong("nanoUsdPerConversation")).isEqualTo(120_000 + compute);
        assertThat(total.getLong("nanoUsdPerInvocation")).isEqualTo((120_000 + compute + 1) / 3);
    }

    @Test
    void computeOfAllInvocationsIsThatOfTheTurnRecordsButForTheLastOnesWayOut() {
        answered("Hello?"); // takes with it what is left of other tests
        redis.flushall();
        try (LogLines turns = new LogLines("parley.turn")) {
            JsonObject first = message("Where is my order?");
            answered(first);
            answered(first); // replayed: it has no commit of its own
            answered("And the other one?");
            long recorded = turns.json().stream()
                    .mapToLong(t -> t.getLong("computeNanoUsd"))
                    .sum();
            long counted = json(operator().get("/usage")).getJsonObject("total").getLong("computeNanoUsd");
            long wayOut = 2525; // of the one before the first, and of the last: at most what 100 ms cost
            assertThat(counted).isBetween(recorded - wayOut, recorded + wayOut);
            assertThat(json(operator().get("/usage")).getJsonObject("total").getLong("invocations"))
                    .isEqualTo(3);
        }
    }

    @Test
    void csvIsFocusAndSumsToTheLedger() {
        try (LogLines ledger = new LogLines("parley.ledger")) {
            answered("Where is my order?");
            model.answers(StubModel.answer("The second answer.", "billing", 0.8, "answer"));
            answered("What does it cost?");

            Response csv = operator().get("/usage.csv");
            csv.then().statusCode(200).header("Content-Type", "text/csv; charset=utf-8; header=present");
            assertThat(csv.header("Content-Disposition"))
                    .isEqualTo("attachment; filename=\"parley-focus-" + TODAY.withDayOfMonth(1) + "-"
                            + TODAY.plusDays(1) + ".csv\"");
            List<String> rows = csv.asString().lines().toList();
            assertThat(rows).hasSizeGreaterThan(5);
            assertThat(rows.get(0)).startsWith("BilledCost,BillingAccountId,");
            assertThat(modelCost(csv.asString())).isEqualByComparingTo(BigDecimal.valueOf(nanoUsd(ledger.json()), 9));
            assertThat(operator().header("Accept", "text/csv").get("/usage").asString())
                    .as("the same by content negotiation")
                    .isEqualTo(csv.asString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "from=2026-13-01,               from, must be one day",
        "from=yesterday,                from, must be one day",
        "from=2026-01-01&from=2026-02-01, from, must be one day",
        "to=2026-11,                    to,   must be one day",
        "from=2026-11-02&to=2026-11-02, to,   must be after from",
        "from=2020-01-01&to=2026-01-01, to,   must be at most 400 days",
        "site=a%20b,                    site, must name one",
        "form=2026-11-02,               form, is none of",
    })
    void wrongRangeIsRefusedByTheNameOfItsParameter(String query, String parameter, String rule) {
        for (String path : List.of("/usage", "/usage.csv")) {
            JsonObject problem = new JsonObject(operator()
                    .get(path + "?" + query)
                    .then()
                    .statusCode(422)
                    .contentType("application/problem+json")
                    .extract()
                    .asString());
            JsonObject error = problem.getJsonArray("errors").getJsonObject(0);
            assertThat(error.getString("parameter")).isEqualTo(parameter);
            assertThat(error.getString("detail")).startsWith(rule);
        }
    }

    @Test
    void usageIsForOperatorsAndWithItsMethodsAlone() {
        for (String path : List.of("/usage", "/usage.csv", "/usage/budget")) {
            given().filter(new OpenApiContract()).get(path).then().statusCode(401);
            operator().delete(path).then().statusCode(405);
        }
        assertThat(operator()
                        .body("{}")
                        .post("/usage")
                        .then()
                        .statusCode(405)
                        .extract()
                        .header("Allow"))
                .isEqualTo("GET");
        assertThat(operator().delete("/usage/budget").header("Allow")).isEqualTo("GET, POST");
        operator().get("/usage/").then().statusCode(404);
        given().get("/usage/budgets").then().statusCode(404);
    }

    @Test
    void spentBudgetIsAnsweredWithoutAModelUntilAnOperatorRaisesIt() {
        try (LogLines audit = new LogLines("parley.audit")) {
            operator()
                    .body(new JsonObject()
                            .put("tokens", 0)
                            .put("why", "over for today")
                            .encode())
                    .post("/usage/budget")
                    .then()
                    .statusCode(200);
            JsonObject answer = answered("Where is my order?");
            assertThat(answer.getString("outcome")).isEqualTo("fallback");
            assertThat(answer.getJsonObject("fallback").getString("reason")).isEqualTo("budget_exhausted");
            assertThat(answer.getString("reply")).isNotBlank();
            assertThat(answered("I want to talk to a human").getString("outcome"))
                    .as("who asks for a person gets one")
                    .isEqualTo("handoff");
            assertThat(model.requests()).isEmpty();

            JsonObject state = json(operator()
                    .body(new JsonObject()
                            .put("tokens", 500_000)
                            .put("usd", "12.50")
                            .put("why", "more")
                            .encode())
                    .post("/usage/budget"));
            assertThat(state.getJsonObject("limit").encode()).isEqualTo("{\"tokens\":500000,\"nanoUsd\":12500000000}");
            assertThat(state.getJsonObject("configured").encode()).isEqualTo("{\"tokens\":330000}");
            assertThat(state.getJsonObject("set").getString("operator")).isEqualTo("ann");
            assertThat(state.getJsonObject("set").getString("why")).isEqualTo("more");
            post(message("Where is it?").put("sessionId", UUID.randomUUID().toString()))
                    .then()
                    .statusCode(200);
            assertThat(model.requests()).hasSize(1);

            JsonObject back = json(operator()
                    .body(new JsonObject()
                            .putNull("tokens")
                            .putNull("usd")
                            .put("why", "as it was")
                            .encode())
                    .post("/usage/budget"));
            assertThat(back.getJsonObject("limit").encode()).isEqualTo("{\"tokens\":330000}");
            assertThat(json(operator().get("/usage/budget"))
                            .getJsonObject("settled")
                            .encode())
                    .isEqualTo("{\"tokens\":120,\"nanoUsd\":60000}");
            assertThat(audit.json())
                    .filteredOn(a -> a.getString("function").equals("usage/budget"))
                    .hasSize(4)
                    .allMatch(a -> a.getString("operator").equals("ann") && a.getInteger("status") == 200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                   | #",
                "{'why':'x'}                          | #",
                "{'tokens':1}                         | #/why",
                "{'tokens':-1,'why':'x'}              | #/tokens",
                "{'tokens':1.5,'why':'x'}             | #/tokens",
                "{'tokens':'5','why':'x'}             | #/tokens",
                "{'tokens':1000000000001,'why':'x'}   | #/tokens",
                "{'usd':12.5,'why':'x'}               | #/usd",
                "{'usd':'12,50','why':'x'}            | #/usd",
                "{'usd':'1e3','why':'x'}              | #/usd",
                "{'usd':'1000000.01','why':'x'}       | #/usd",
                "{'tokens':1,'why':' '}               | #/why",
                "{'tokens':1,'why':'x','month':'now'} | #",
            })
    void wrongBudgetIsRefusedByTheNameOfItsMember(String body, String pointer) {
        JsonObject problem = new JsonObject(operator()
                .body(body.replace('\'', '"'))
                .post("/usage/budget")
                .then()
                .statusCode(422)
                .extract()
                .asString());
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo(pointer);
        assertThat(redis.key().keys("*budget*")).isEmpty();
    }

    @Test
    void alertIsLoggedOnceAndSentSigned() throws Exception {
        LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
        HttpServer listener = listener(received);
        try (LogLines alerts = new LogLines("parley.alert")) {
            usage(MoneyProfile.TOKENS / 2, 0);
            answered("Where is my order?");
            usage(100, 20);
            answered("And the other one?");

            assertThat(alerts.json()).hasSize(1);
            JsonObject alert = alerts.json().get(0);
            assertThat(alert.getString("type")).isEqualTo("parley.alert");
            assertThat(alert.getString("kind")).isEqualTo("budget");
            assertThat(alert.getInteger("percent")).isEqualTo(50);
            assertThat(alert.getLong("tokens")).isEqualTo(MoneyProfile.TOKENS / 2);
            assertThat(alert.getLong("budgetTokens")).isEqualTo(MoneyProfile.TOKENS);
            assertThat(alert.getString("site")).isEqualTo("default");

            Received hooked = received.poll(5, TimeUnit.SECONDS);
            assertThat(hooked).isNotNull();
            assertThat(hooked.webhook.isSignedBy(List.of(SigningKey.of(MoneyProfile.SECRET)), hooked.body))
                    .isTrue();
            assertThat(hooked.webhook.id()).startsWith("alert-budget-default-").endsWith("-50");
            assertThat(new JsonObject(new String(hooked.body, java.nio.charset.StandardCharsets.UTF_8)))
                    .isEqualTo(alert);
            assertThat(received).isEmpty();
        } finally {
            listener.stop(0);
        }
    }

    @Test
    void alertThatNobodyTakesHoldsNobodyUp() {
        try (LogLines alerts = new LogLines("parley.alert");
                LogLines turns = new LogLines("parley.turn")) {
            usage(MoneyProfile.TOKENS / 2, 0);
            assertThat(answered("Where is my order?").getString("outcome")).isEqualTo("completion");
            assertThat(alerts.json()).hasSize(1);
            assertThat(turns.json()).hasSize(1);
        }
    }

    @Test
    void readTimeoutIsBookedAtTheEstimateWithinItsHold() throws Exception {
        try (LogLines ledger = new LogLines("parley.ledger")) {
            AtomicLong held = new AtomicLong();
            CountDownLatch read = new CountDownLatch(1);
            model.behaves((request, response) -> CompletableFuture.runAsync(() -> {
                held.set(amounts().getLong("held_tokens"));
                read.countDown();
            }));
            assertThat(answered("Where is my order?").getJsonObject("fallback").getString("reason"))
                    .isEqualTo("upstream_timeout");
            assertThat(read.await(5, TimeUnit.SECONDS)).isTrue();
            JsonObject line = ledger.json().get(0);
            assertThat(line.getBoolean("estimated")).isTrue();
            assertThat(line.getBoolean("committed")).isTrue();
            long booked = line.getLong("promptTokens") + line.getLong("completionTokens");
            assertThat(booked).isPositive().isLessThanOrEqualTo(held.get());
            assertThat(json(operator().get("/usage/budget"))
                            .getJsonObject("settled")
                            .getLong("tokens"))
                    .isEqualTo(booked);
            JsonObject total = json(operator().get("/usage")).getJsonObject("total");
            assertThat(total.getLong("estimatedNanoUsd")).isEqualTo(line.getLong("nanoUsd"));
        }
    }

    /**
     * 64 callers at once: most through the function, with a model that answers, fails, hangs or answers nonsense; some die between
     * admission and commit.
     */
    @Test
    void budgetHoldsUnderEveryFaultAndEverythingAgrees() throws Exception {
        Random chance = new Random(5);
        model.behaves((request, response) -> {
            int what;
            long prompt;
            synchronized (chance) {
                what = chance.nextInt(12);
                prompt = 1500 + chance.nextInt(1000);
            }
            switch (what) {
                case 0 -> StubModel.status(response, 500);
                case 1 -> StubModel.status(response, 429);
                case 2 -> StubModel.status(response, 400);
                case 3 -> {} // hangs
                case 4 -> response.reset();
                case 5 -> StubModel.json(response, 200, used("no JSON at all", "stop", prompt, 300));
                case 6 -> StubModel.json(response, 200, used("", "length", prompt, 400));
                default ->
                    StubModel.json(
                            response,
                            200,
                            used(
                                    StubModel.answer("Certainly.", "other", 0.9, "answer")
                                            .encode(),
                                    "stop",
                                    prompt,
                                    200));
            }
        });
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService watch = Executors.newSingleThreadExecutor();
        AtomicInteger looks = new AtomicInteger();
        Future<Long> most = watch.submit(() -> {
            long seen = 0;
            while (!over.get()) {
                JsonObject now = amounts();
                seen = Math.max(seen, now.getLong("tokens") + now.getLong("held_tokens"));
                looks.incrementAndGet();
            }
            return seen;
        });
        try (LogLines ledger = new LogLines("parley.ledger");
                LogLines turns = new LogLines("parley.turn")) {
            together(64, caller -> {
                for (int i = 0; i < 6; i++) {
                    if (caller % 8 == 0) {
                        dieAfterAdmission();
                    } else {
                        post(message("Question " + caller + " and " + i)
                                        .put("sessionId", UUID.randomUUID().toString()))
                                .then()
                                .statusCode(200);
                    }
                }
            });
            over.set(true);
            long seen = most.get();
            JsonObject usage = json(operator().get("/usage")); // books what was abandoned
            long refused = turns.json().stream()
                    .filter(t -> "budget_exhausted".equals(t.getString("reason")))
                    .count();
            List<JsonObject> lines = ledger.json();
            long tokens = lines.stream()
                    .mapToLong(l -> l.getLong("promptTokens") + l.getLong("completionTokens"))
                    .sum();
            long nano = nanoUsd(lines);
            System.out.printf(
                    "64 callers: %s, %d calls booked, %d of them estimated, %d abandoned, %d turns found the budget"
                            + " spent; %d looks at Redis saw at most %d of %d tokens%n",
                    turns.json().stream()
                            .collect(Collectors.groupingBy(
                                    t -> t.getString("outcome") + " " + t.getString("reason"),
                                    TreeMap::new,
                                    Collectors.counting())),
                    lines.size(),
                    lines.stream().filter(l -> l.getBoolean("estimated")).count(),
                    lines.stream()
                            .filter(l -> "abandoned".equals(l.getString("error")))
                            .count(),
                    refused,
                    looks.get(),
                    seen,
                    MoneyProfile.TOKENS);
            assertThat(lines).allMatch(l -> l.getBoolean("committed"));
            assertThat(seen).isLessThanOrEqualTo(MoneyProfile.TOKENS);
            assertThat(refused).isPositive();
            assertThat(looks).hasPositiveValue();

            JsonObject state = json(operator().get("/usage/budget"));
            assertThat(state.getJsonObject("settled").encode())
                    .isEqualTo("{\"tokens\":" + tokens + ",\"nanoUsd\":" + nano + "}");
            assertThat(state.getJsonObject("held").encode()).isEqualTo("{\"tokens\":0,\"nanoUsd\":0}");
            assertThat(usage.getJsonObject("total").getLong("modelNanoUsd")).isEqualTo(nano);
            assertThat(usage.getJsonObject("total").getLong("tokens")).isEqualTo(tokens);
            assertThat(usage.getJsonObject("total").getLong("calls")).isEqualTo(lines.size());
            assertThat(modelCost(operator().get("/usage.csv").asString()))
                    .isEqualByComparingTo(BigDecimal.valueOf(nano, 9));
            long made = turns.json().stream()
                    .mapToLong(t -> t.getLong("modelNanoUsd", 0L))
                    .sum();
            long abandoned = nanoUsd(lines.stream()
                    .filter(l -> "abandoned".equals(l.getString("error")))
                    .toList());
            assertThat(made + abandoned).as("the turn records too").isEqualTo(nano);
        } finally {
            over.set(true);
            watch.shutdown();
        }
    }

    private record Received(Webhook webhook, byte[] body) {}

    private HttpServer listener(LinkedBlockingQueue<Received> received) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", hook.getPort()), 0);
        server.createContext("/hook", exchange -> {
            received.add(new Received(
                    new Webhook(
                            exchange.getRequestHeaders().getFirst("webhook-id"),
                            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                            exchange.getRequestHeaders().getFirst("webhook-signature")),
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** From now on the model says that it used so much. */
    private void usage(long prompt, long completion) {
        String content = StubModel.answer("Certainly.", "other", 0.9, "answer").encode();
        model.behaves((request, response) -> StubModel.json(response, 200, used(content, "stop", prompt, completion)));
    }

    private static JsonObject used(String content, String finishReason, long prompt, long completion) {
        return StubModel.completion(content, finishReason)
                .put("usage", new JsonObject().put("prompt_tokens", prompt).put("completion_tokens", completion));
    }

    /** As a caller whose process is killed. */
    private void dieAfterAdmission() {
        Message message = new Message(
                SiteId.DEFAULT,
                new SessionId(UUID.randomUUID().toString()),
                new MessageId("m1"),
                "Hello",
                Visitor.UNKNOWN,
                TypedContext.EMPTY,
                Language.EN,
                "digest");
        Charge charge = new Charge(
                "openai/gpt-4.1-mini", UnitPrices.of("400,100,400,1600"), "v", TokenUsage.of(2500, 400), true, 1);
        Hold hold = new Hold(UUID.randomUUID().toString(), "dead", "hash", List.of(charge));
        Budget budget = new Budget(OptionalLong.of(MoneyProfile.TOKENS), OptionalLong.empty(), 3, 1_000_000_000);
        Admitted admitted = (Admitted)
                store.admit(message, false, Duration.ofSeconds(1), new Funds(budget, Optional.of(hold), Duration.ZERO))
                        .await()
                        .atMost(Duration.ofSeconds(5));
        // What the dead have swept up themselves nobody tells; here somebody must.
        admitted.held().abandoned().forEach(stored -> tell(stored));
    }

    @Inject
    io.parley.cost.Ledger ledger;

    private void tell(String stored) {
        ledger.bookAbandoned(SiteId.DEFAULT, stored);
    }

    private JsonObject amounts() {
        String stored = redis.hash(String.class)
                .hget("parley:v1:{default}:budget:" + TODAY.toString().substring(0, 7), "amounts");
        String[] amounts = (stored == null ? "0 0 0 0 0" : stored).split(" ");
        return new JsonObject()
                .put("tokens", Long.parseLong(amounts[0]))
                .put("held_tokens", Long.parseLong(amounts[2]));
    }

    private static RequestSpecification operator() {
        return request().header("Authorization", "Bearer " + MoneyProfile.KEY);
    }

    private static JsonObject json(Response response) {
        return new JsonObject(response.then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asString());
    }

    private static long nanoUsd(List<JsonObject> lines) {
        return lines.stream().mapToLong(l -> l.getLong("nanoUsd")).sum();
    }

    /** Of the rows that are not the instance's; no field in this test's file has a comma before the service. */
    private static BigDecimal modelCost(String csv) {
        List<String> header =
                Arrays.asList(csv.lines().findFirst().orElseThrow().split(","));
        assertThat(header.get(0)).isEqualTo("BilledCost");
        return csv.lines()
                .skip(1)
                .filter(row -> row.contains(",Chat Completions,"))
                .map(row -> new BigDecimal(row.substring(0, row.indexOf(','))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
