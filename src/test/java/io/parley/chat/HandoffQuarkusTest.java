package io.parley.chat;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.parley.Callers;
import io.parley.LogLines;
import io.parley.OpenApiContract;
import io.parley.Signed;
import io.parley.StubDesk;
import io.parley.StubDesk.Call;
import io.parley.StubModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the decision to a person's answer on the visitor's screen, and back to the bot. */
@QuarkusTest
@TestProfile(HandoffProfile.class)
class HandoffQuarkusTest extends ChatQuarkusTest {
    private static final String SITE = "parley:v1:{default}:";

    @ConfigProperty(name = "test.desk.port")
    int deskPort;

    @Inject
    MeterRegistry meters;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private StubDesk desk;
    private int asked;

    @BeforeEach
    void openDesk() {
        desk = new StubDesk(deskPort);
        for (String index : List.of("open", "ended", "late", "outbox", "dead")) {
            redis.execute("DEL", SITE + "tickets:" + index);
        }
    }

    @AfterEach
    void closeDesk() {
        desk.close();
        callers.shutdown();
    }

    /** The conversation of docs/handoff.md. */
    @Test
    void conversationGoesToAPersonAndComesBack() {
        model.answers(StubModel.answer("I am not sure.", "other", 0.3, "answer"));
        assertThat(answered("Why is the blue one not like the picture?").getString("outcome"))
                .isEqualTo("completion");
        JsonObject handoff = answered("And is it bigger in real life or not?").getJsonObject("handoff");
        String ticket = handoff.getString("ticketId");

        assertThat(desk.calls()).hasSize(1);
        Call created = desk.calls().get(0);
        assertSigned(created);
        assertThat(created.headers()).containsEntry("webhook-id", ticket);
        assertThat(created.json().getString("type")).isEqualTo("ticket.created");
        assertThat(created.json().getString("id")).isEqualTo(ticket);
        assertThat(created.json().getString("reason")).isEqualTo("low_confidence");
        assertThat(created.json().getString("dueAt")).isEqualTo(handoff.getString("dueAt"));
        assertThat(texts(created.json().getJsonArray("transcript")))
                .containsExactly(
                        "visitor: Why is the blue one not like the picture?",
                        "bot: I am not sure.",
                        "visitor: And is it bigger in real life or not?");

        int questions = model.requests().size();
        JsonObject waiting = answered("Are you there?");
        assertThat(waiting.getString("outcome")).isEqualTo("handoff");
        assertThat(waiting.getJsonObject("handoff").getString("reason")).isEqualTo("human_owns");
        assertThat(waiting.getJsonObject("handoff").getString("ticketId")).isEqualTo(ticket);
        assertThat(model.requests()).as("the bot is silent").hasSize(questions);
        assertThat(desk.calls()).hasSize(2);
        Call written = desk.calls().get(1);
        assertSigned(written);
        assertThat(written.json().getString("type")).isEqualTo("message.created");
        assertThat(written.json().getString("ticketId")).isEqualTo(ticket);
        assertThat(written.json().getString("text")).isEqualTo("Are you there?");

        JsonObject before = updates("", 0);
        assertThat(before.getString("owner")).isEqualTo("human");
        assertThat(before.getJsonObject("ticket").getString("state")).isEqualTo("open");
        assertThat(before.getJsonArray("messages")).isEmpty();
        assertThat(event("e1", ticket, "reply", "It is 30 cm high.").getString("state"))
                .isEqualTo("taken");
        JsonObject after = updates(before.getString("cursor"), 0);
        assertThat(after.getJsonArray("messages")).hasSize(1);
        JsonObject message = after.getJsonArray("messages").getJsonObject(0);
        assertThat(message.getString("id")).isEqualTo("e1");
        assertThat(message.getString("role")).isEqualTo("agent");
        assertThat(message.getString("text")).isEqualTo("It is 30 cm high.");
        assertThat(message.getString("agent")).isEqualTo("Kim");
        assertThat(after.getJsonObject("ticket").getString("state")).isEqualTo("taken");

        assertThat(event("e2", ticket, "release", null).getString("state")).isEqualTo("released");
        JsonObject back = updates(after.getString("cursor"), 0);
        assertThat(back.getString("owner")).isEqualTo("bot");
        assertThat(back.getJsonArray("messages")).isEmpty();
        assertThat(back.getJsonObject("ticket").getString("state")).isEqualTo("released");

        model.answers(StubModel.answer("I am not sure either.", "other", 0.3, "answer"));
        assertThat(answered("And how wide is it then?").getString("outcome"))
                .as("the streak begins anew")
                .isEqualTo("completion");
        assertThat(lastConversation())
                .as("the bot knows what the person said, and that this is over")
                .contains("assistant: It is 30 cm high.")
                .element(6)
                .asString()
                .startsWith("system: Up to here, a member of the team");
        assertThat(desk.calls()).as("nothing of it concerns the desk").hasSize(2);
    }

    /** Nobody took the ticket in time, the bot went on, and just then somebody does. */
    @Test
    void personTakesOverWhileTheModelThinks() throws Exception {
        String ticket = handOff("I want to talk to a human");
        makeLate(ticket);
        assertThat(deliver().getInteger("late")).isEqualTo(1);
        assertThat(updates("", 0).getString("owner")).isEqualTo("bot");

        CompletableFuture<HttpServerResponse> thinking = new CompletableFuture<>();
        model.behaves((request, response) -> thinking.complete(response));
        JsonObject message = message("Is there another way to reach you?");
        CompletableFuture<JsonObject> reply = CompletableFuture.supplyAsync(() -> answered(message), callers);
        HttpServerResponse response = thinking.get(5, TimeUnit.SECONDS);
        int told = desk.calls().size();
        assertThat(event("taken-1", ticket, "taken", null).getString("state")).isEqualTo("taken");
        try (LogLines ledger = new LogLines("parley.ledger")) {
            StubModel.json(
                    response,
                    200,
                    StubModel.completion(
                            StubModel.answer("By pigeon.", "other", 0.9, "answer")
                                    .encode(),
                            "stop"));
            JsonObject told1 = reply.get(5, TimeUnit.SECONDS);
            assertThat(told1.getString("outcome")).isEqualTo("handoff");
            assertThat(told1.getJsonObject("handoff").getString("reason")).isEqualTo("human_owns");
            assertThat(told1.encode()).doesNotContain("pigeon");
            assertThat(ledger.json()).hasSize(1);
            assertThat(ledger.json().get(0).getBoolean("committed")).isTrue();
            assertThat(ledger.json().get(0).getLong("nanoUsd")).isPositive();
        }
        assertThat(desk.calls()).as("the person gets to know the question").hasSize(told + 1);
        assertThat(desk.calls().get(told).json().getString("text")).isEqualTo("Is there another way to reach you?");
        assertThat(answered(message).getJsonObject("handoff").getString("reason"))
                .as("a replay too")
                .isEqualTo("human_owns");
    }

    @Test
    void messageBeforeTheHandOffOfAnotherIsInTheTranscriptOrPassedOn() throws Exception {
        CompletableFuture<HttpServerResponse> thinking = new CompletableFuture<>();
        model.behaves((request, response) -> thinking.complete(response));
        JsonObject slow = message("What about my parcel from Norway?");
        CompletableFuture<JsonObject> reply = CompletableFuture.supplyAsync(() -> answered(slow), callers);
        HttpServerResponse response = thinking.get(5, TimeUnit.SECONDS);
        String ticket = handOff("Give me a human please");
        StubModel.json(
                response,
                200,
                StubModel.completion(
                        StubModel.answer("No idea.", "other", 0.9, "answer").encode(), "stop"));
        assertThat(reply.get(5, TimeUnit.SECONDS).getJsonObject("handoff").getString("ticketId"))
                .isEqualTo(ticket);
        assertThat(desk.calls().get(0).body()).contains("What about my parcel from Norway?");
        assertThat(desk.calls()).as("it is not told twice").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 429, 500, 503})
    void whatADeskRefusesIsDeliveredLater(int status) {
        desk.behaves((call, response) ->
                response.setStatusCode(status).putHeader("Retry-After", "7").end("{}"));
        String ticket = handOff("I want to talk to a human");
        assertThat(desk.calls()).hasSize(1);
        double next = Double.parseDouble(
                redis.execute("ZSCORE", SITE + "tickets:outbox", ticket).toString());
        assertThat(next - System.currentTimeMillis()).as("the desk's own wish").isBetween(2_000.0, 7_500.0);
        answered("Hello?");
        assertThat(deliver().getInteger("delivered")).as("not before its time").isZero();
        assertThat(desk.calls()).hasSize(1);

        desk.answers(200, "{}");
        passTime(ticket);
        assertThat(deliver().getInteger("delivered")).isEqualTo(2);
        assertThat(desk.calls()).hasSize(3);
        assertThat(desk.calls().get(1).headers().get("webhook-id"))
                .as("the same delivery")
                .isEqualTo(desk.calls().get(0).headers().get("webhook-id"));
        assertThat(desk.calls().get(2).json().getString("text")).as("in order").isEqualTo("Hello?");
        JsonObject whole = ticket(ticket);
        assertThat(whole.getString("delivery")).isEqualTo("delivered");
        assertThat(results(whole)).containsExactly("failed status " + status, "delivered null", "delivered null");
    }

    @Test
    void deskThatHangsIsNotWaitedForLongAndDeliveryGoesOn() {
        desk.behaves((call, response) -> {});
        long start = System.nanoTime();
        String ticket = handOff("I want to talk to a human");
        assertThat((System.nanoTime() - start) / 1e9).isBetween(1.9, 4.0);
        long again = System.nanoTime();
        answered("Hello?");
        assertThat((System.nanoTime() - again) / 1e9)
                .as("nobody waits for it twice")
                .isLessThan(1.5);

        desk.answers(200, "{ \"reference\": \"R-1\" }");
        passTime(ticket);
        assertThat(deliver().getInteger("delivered")).isEqualTo(2);
        assertThat(desk.calls().get(2).json().getString("reference")).isEqualTo("R-1");
        assertThat(results(ticket(ticket)).get(0)).isEqualTo("failed timeout");
    }

    @Test
    void deskThatIsNotThereIsToldWhenItIs() {
        desk.refuse();
        String ticket = handOff("I want to talk to a human");
        assertThat(results(ticket(ticket))).hasSize(1).allMatch(result -> result.startsWith("failed "));
        desk.open();
        passTime(ticket);
        assertThat(deliver().getInteger("delivered")).isEqualTo(1);
    }

    @Test
    void whatADeskWillNeverTakeIsGivenUpWithAnAlertUntilAnOperatorWantsItAgain() {
        desk.answers(422, "{}");
        try (LogLines alerts = new LogLines("parley.alert")) {
            String ticket = handOff("I want to talk to a human");
            assertThat(alerts.json()).hasSize(1);
            assertThat(alerts.json().get(0).getString("kind")).isEqualTo("undelivered");
            assertThat(alerts.json().get(0).getString("ticketId")).isEqualTo(ticket);
            assertThat(alerts.json().get(0).getString("cause")).isEqualTo("status 422");
            answered("Hello?");
            passTime(ticket);
            assertThat(deliver().getInteger("delivered")).isZero();
            assertThat(desk.calls()).hasSize(1);
            JsonArray dead = json(operator().queryParam("state", "undelivered").get("/tickets"))
                    .getJsonArray("tickets");
            assertThat(dead).hasSize(1);
            assertThat(dead.getJsonObject(0).getString("delivery")).isEqualTo("given_up");

            desk.answers(200, "{}");
            JsonObject run =
                    json(operator().body("{\"ticketId\":\"" + ticket + "\"}").post("/tickets/deliver"));
            assertThat(run.getInteger("delivered")).isEqualTo(2);
            assertThat(ticket(ticket).getString("delivery")).isEqualTo("delivered");
            assertThat(alerts.json()).hasSize(1);
        }
    }

    @Test
    void oneMessageThatADeskWillNotTakeDoesNotKeepTheOthersBack() {
        String ticket = handOff("I want to talk to a human");
        desk.answers(413, "");
        answered("A very strange message");
        desk.answers(200, "");
        answered("And a plain one");
        assertThat(desk.calls()).hasSize(3);
        JsonObject whole = ticket(ticket);
        assertThat(whole.getJsonArray("rejected")).hasSize(1);
        assertThat(results(whole)).containsExactly("delivered null", "given_up status 413", "delivered null");
    }

    @Test
    void manyWhoDeliverAtOnceDeliverEachTicketOnce() throws Exception {
        desk.answers(503, "");
        Set<String> tickets = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            tickets.add(handOffOf(UUID.randomUUID().toString()));
        }
        desk.reset();
        tickets.forEach(this::passTime);
        AtomicInteger delivered = new AtomicInteger();
        Callers.together(8, i -> delivered.addAndGet(deliver().getInteger("delivered")));
        assertThat(delivered).hasValue(20);
        assertThat(desk.calls()).hasSize(20);
        assertThat(desk.calls().stream().map(c -> c.headers().get("webhook-id")))
                .containsExactlyInAnyOrderElementsOf(tickets);
    }

    @Test
    void lateTicketIsToldOnceWhoeverLooks() throws Exception {
        String ticket = handOff("I want to talk to a human");
        makeLate(ticket);
        try (LogLines alerts = new LogLines("parley.alert")) {
            AtomicInteger late = new AtomicInteger();
            Callers.together(6, i -> late.addAndGet(deliver().getInteger("late")));
            assertThat(late).hasValue(1);
            assertThat(alerts.json()).hasSize(1);
            assertThat(alerts.json().get(0).getString("kind")).isEqualTo("sla_breached");
        }
        JsonObject updates = updates("", 0);
        assertThat(updates.getString("owner")).isEqualTo("bot");
        assertThat(updates.getJsonArray("messages")).hasSize(1);
        assertThat(updates.getJsonArray("messages").getJsonObject(0).getString("role"))
                .isEqualTo("bot");
        assertThat(answered("Do you ship to Norway?").getString("outcome")).isEqualTo("completion");
        assertThat(ticket(ticket).getBoolean("returned")).isTrue();

        event("r-1", ticket, "reply", "Sorry for the wait!");
        assertThat(updates(updates.getString("cursor"), 0).getString("owner"))
                .as("who answers has it")
                .isEqualTo("human");
    }

    @Test
    void lateTicketOfAnotherQueueStaysWithPeople() {
        model.answers(StubModel.answer("A person will see to it.", "billing", 0.9, "handoff"));
        JsonObject handoff = answered("My invoice shows the wrong amount").getJsonObject("handoff");
        assertThat(handoff.getString("queue")).isEqualTo("billing");
        makeLate(handoff.getString("ticketId"));
        assertThat(deliver().getInteger("late")).isEqualTo(1);
        JsonObject updates = updates("", 0);
        assertThat(updates.getString("owner")).isEqualTo("human");
        assertThat(updates.getJsonArray("messages")).hasSize(1);
        assertThat(deliver().getInteger("late")).isZero();
    }

    @Test
    void takenTicketIsNeverLate() {
        String ticket = handOff("I want to talk to a human");
        event("t-1", ticket, "taken", null);
        assertThat(redis.execute("ZSCORE", SITE + "tickets:late", ticket)).isNull();
    }

    @Test
    void eventsInAnyOrderAndAnyNumberDoNoHarm() {
        String ticket = handOff("I want to talk to a human");
        assertThat(event("e1", ticket, "resolve", "It is 30 cm high.").getString("result"))
                .isEqualTo("done");
        assertThat(event("e1", ticket, "resolve", "It is 30 cm high.").getString("result"))
                .isEqualTo("duplicate");
        assertThat(event("e2", ticket, "taken", null).getString("result")).isEqualTo("late");
        JsonObject late = event("e3", ticket, "reply", "It came late");
        assertThat(late.getString("result")).isEqualTo("late");
        assertThat(late.getString("state")).isEqualTo("resolved");
        assertThat(event("e4", ticket, "release", null).getString("state")).isEqualTo("resolved");
        JsonObject updates = updates("", 0);
        assertThat(updates.getString("owner")).isEqualTo("bot");
        assertThat(updates.getJsonArray("messages"))
                .as("an answer is an answer")
                .hasSize(1);
        assertThat(answered("Do you ship to Norway?").getString("outcome")).isEqualTo("completion");

        String second = handOff("I want to talk to a human again");
        assertThat(second).isNotEqualTo(ticket);
        event("e5", ticket, "release", null);
        assertThat(updates("", 0).getString("owner")).as("not its ticket").isEqualTo("human");
        assertThat(event("e6", "no-such-ticket", "taken", null).getString("result"))
                .isEqualTo("unknown");
    }

    @Test
    void agentsAnswerBecomesTheResolutionOfTheQuestion() {
        String ticket = handOff("I want to talk to a human");
        event("e1", ticket, "reply", "Mail me at kim@example.com, it is 30 cm high.");
        event("e2", ticket, "resolve", null);
        String stream = redis.execute("XREVRANGE", SITE + "unresolved", "+", "-", "COUNT", "2")
                .toString();
        assertThat(stream)
                .contains("resolution", "30 cm high", ticket, "requested")
                .doesNotContain("kim@example.com");
    }

    @Test
    void onlyTheDeskOfTheQueueHasASay() {
        String ticket = handOff("I want to talk to a human");
        JsonObject event =
                new JsonObject().put("eventId", "x1").put("ticketId", ticket).put("type", "release");
        desk(event, "whsec_" + "A".repeat(32)).then().statusCode(401);
        given().contentType("application/json")
                .body(event.encode())
                .post("/desk")
                .then()
                .statusCode(401);
        assertThat(json(desk(event, HandoffProfile.OTHER_SECRET)).getString("result"))
                .isEqualTo("unknown");
        assertThat(updates("", 0).getString("owner")).isEqualTo("human");
        assertThat(json(desk(event, HandoffProfile.SECRET)).getString("result")).isEqualTo("done");
    }

    /** Desks send all that they know of a conversation with each event. */
    @Test
    void deskMaySayMoreThanVisitorsMay() {
        String large = "{\"event\":\"conversation_updated\",\"a\":" + "[".repeat(20) + "]".repeat(20) + ",\"b\":\""
                + "b".repeat(40_000) + "\"}";
        assertThat(signed(large).jsonPath().getList("errors.pointer")).contains("#");
        assertThat(signed("{\"b\":\"" + "b".repeat(70_000) + "\"}").statusCode())
                .isEqualTo(413);
        assertThat(given().contentType("application/json")
                        .body(large)
                        .post("/chat")
                        .statusCode())
                .isEqualTo(413);
    }

    private static Response signed(String body) {
        return given().contentType("application/json")
                .headers(Signed.headers(HandoffProfile.SECRET, "e1", body, Instant.now()))
                .body(body)
                .post("/desk");
    }

    @Test
    void ticketOfAQueueWithoutADeskWaitsForWhoAsks() {
        model.answers(StubModel.answer("A person will see to it.", "refund", 0.9, "handoff"));
        String ticket = answered("I want my money back for the vase")
                .getJsonObject("handoff")
                .getString("ticketId");
        answered("Hello?");
        assertThat(desk.calls()).isEmpty();
        JsonObject listed = json(operator().queryParam("queue", "refunds").get("/tickets"))
                .getJsonArray("tickets")
                .getJsonObject(0);
        assertThat(listed.getString("id")).isEqualTo(ticket);
        assertThat(listed.getString("delivery")).isEqualTo("none");
        JsonArray messages = ticket(ticket).getJsonArray("messages");
        assertThat(messages).hasSize(1);
        assertThat(messages.getJsonObject(0).getString("text")).isEqualTo("Hello?");
        assertThat(deliver().getInteger("failed")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"eventId":"e","ticketId":"t","type":"gone"}                                | #/type
            {"eventId":"e","ticketId":"t","type":"reply"}                               | #/text
            {"eventId":"e","ticketId":"t","type":"taken","text":"secret words"}         | #/text
            {"eventId":"e","ticketId":"t t","type":"taken"}                             | #/ticketId
            {"ticketId":"t","type":"taken"}                                             | #/eventId
            {"eventId":"e","ticketId":"t","type":"taken","agent":{"name":"a","id":"b"}} | #/agent
            {"eventId":"e","ticketId":"t","type":"taken","agent":"secret words"}        | #/agent
            {"eventId":"e","ticketId":"t","type":"taken","more":1}                      | #
            """)
    void wrongEventIsRefusedByName(String body, String pointer) {
        Response refused = desk(new JsonObject(body), HandoffProfile.SECRET);
        refused.then().statusCode(422);
        assertThat(refused.asString()).contains("\"" + pointer + "\"").doesNotContain("secret words");
    }

    @Test
    @Timeout(30)
    void waitingPagesAreToldAtOnce() throws Exception {
        String ticket = handOff("I want to talk to a human");
        String cursor = updates("", 1).getString("cursor"); // there is news, so it does not wait
        List<CompletableFuture<JsonObject>> pages = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> updates(cursor, 8), callers))
                .toList();
        Gauge waiting = meters.get("parley.updates.waiting").gauge();
        while (waiting.value() < 20) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        event("w1", ticket, "reply", "Here I am.");
        for (CompletableFuture<JsonObject> page : pages) {
            assertThat(page.get(4, TimeUnit.SECONDS).getJsonArray("messages")).hasSize(1);
        }
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(3);
    }

    @Test
    void waitingEndsWithoutNews() {
        handOff("I want to talk to a human");
        String cursor = updates("", 0).getString("cursor");
        long start = System.nanoTime();
        JsonObject nothing = updates(cursor, 1);
        assertThat((System.nanoTime() - start) / 1e9).isBetween(0.9, 3.0);
        assertThat(nothing.getString("cursor")).isEqualTo(cursor);
        assertThat(nothing.getJsonArray("messages")).isEmpty();
    }

    @Test
    void updatesAreOneCallOfRedis() {
        handOff("I want to talk to a human");
        updates("", 0);
        assertThat(redisProcess.commandsDuring(() -> updates("", 0))).hasSize(1);
    }

    @Test
    void updatesOfAnotherVisitorAreNotGiven() {
        JsonObject message = message("I want to talk to a human").put("visitor", new JsonObject().put("id", "v1"));
        answered(message);
        assertThat(updatesOf("v1").statusCode()).isEqualTo(200);
        assertThat(updatesOf("v2").statusCode()).isEqualTo(403);
        assertThat(json(postUpdates(updatesWish(session, "", 0))).getString("owner"))
                .as("a backend that names nobody vouches for the session")
                .isEqualTo("human");
    }

    @Test
    void pageThatAsksTooOftenIsTold() {
        int refused = 0;
        Response last = null;
        for (int i = 0; i < 80 && refused == 0; i++) {
            last = postUpdates(updatesWish(session, "", 0));
            refused += last.statusCode() == 429 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(1);
        assertThat(last.header("Retry-After")).isEqualTo("1");
        assertThat(last.asString()).contains("\"violated-policies\":[\"updates\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"messageId":"m"}                                        | #/sessionId
            {"sessionId":"s"}                                        | #/messageId
            {"sessionId":"s","messageId":"m","cursor":"yesterday"}   | #/cursor
            {"sessionId":"s","messageId":"m","cursor":7}             | #/cursor
            {"sessionId":"s","messageId":"m","waitSeconds":9}        | #/waitSeconds
            {"sessionId":"s","messageId":"m","waitSeconds":-1}       | #/waitSeconds
            {"sessionId":"s","messageId":"m","waitSeconds":"1"}      | #/waitSeconds
            {"sessionId":"s","messageId":"m","text":"hello"}         | #/text
            {"sessionId":"s","messageId":"m","visitor":{"name":"x"}} | #/visitor/name
            """)
    void wrongWishForUpdatesIsRefusedByName(String body, String pointer) {
        Response refused = postUpdates(new JsonObject(body));
        refused.then().statusCode(422);
        assertThat(refused.asString()).contains("\"" + pointer + "\"");
    }

    @Test
    void ticketsAreListedByWhenTheyAreDuePageByPage() {
        for (int i = 0; i < 7; i++) {
            handOffOf(UUID.randomUUID().toString());
        }
        String released = handOff("I want to talk to a human");
        event("e1", released, "release", null);
        Set<String> seen = new HashSet<>();
        String cursor = null;
        int pages = 0;
        do {
            RequestSpecification request = operator().queryParam("limit", 3);
            JsonObject page = json((cursor == null ? request : request.queryParam("cursor", cursor)).get("/tickets"));
            page.getJsonArray("tickets")
                    .forEach(t -> assertThat(seen.add(((JsonObject) t).getString("id")))
                            .isTrue());
            cursor = page.getString("cursor");
            pages++;
        } while (cursor != null);
        assertThat(seen).hasSize(7).doesNotContain(released);
        assertThat(pages).isEqualTo(3);
        JsonArray ended =
                json(operator().queryParam("state", "released").get("/tickets")).getJsonArray("tickets");
        assertThat(ended.getJsonObject(0).getString("id")).isEqualTo(released);
        assertThat(ended.getJsonObject(0).getString("endedAt")).isNotNull();
        assertThat(ticket(released).getJsonObject("ticket").getJsonArray("transcript"))
                .hasSize(1);
        operator().get("/tickets/none-of-ours").then().statusCode(404);
        operator().queryParam("state", "lost").get("/tickets").then().statusCode(422);
        operator().queryParam("cursor", "x").get("/tickets").then().statusCode(422);
        operator().queryParam("limit", "0").get("/tickets").then().statusCode(422);
        given().get("/tickets").then().statusCode(401);
    }

    @Test
    void erasureTakesTicketsAndUpdatesWithIt() {
        String ticket = handOff("I want to talk to a human");
        event("e1", ticket, "reply", "It is 30 cm high.");
        event("e2", ticket, "resolve", null);
        operator()
                .body(new JsonObject().put("sessionId", session).encode())
                .post("/forget")
                .then()
                .statusCode(200);
        assertThat(redis.execute("KEYS", SITE + "*" + ticket + "*").size()).isZero();
        assertThat(redis.execute("KEYS", SITE + "*" + session + "*").toString())
                .isEqualTo("[" + SITE + "session:" + session + ":forgotten]");
        assertThat(redis.execute("XRANGE", SITE + "unresolved", "-", "+").toString())
                .doesNotContain(ticket);
        assertThat(event("e3", ticket, "reply", "Too late").getString("result")).isEqualTo("unknown");
    }

    // ---------------------------------------------------------------------------------------------------------------

    private String handOff(String text) {
        return answered(text).getJsonObject("handoff").getString("ticketId");
    }

    private String handOffOf(String session) {
        return answered(message("I want to talk to a human").put("sessionId", session))
                .getJsonObject("handoff")
                .getString("ticketId");
    }

    private JsonObject updates(String cursor, int seconds) {
        return json(postUpdates(updatesWish(session, cursor, seconds)));
    }

    private Response updatesOf(String visitor) {
        return postUpdates(updatesWish(session, "", 0).put("visitor", new JsonObject().put("id", visitor)));
    }

    private synchronized JsonObject updatesWish(String session, String cursor, int seconds) {
        JsonObject wish = new JsonObject().put("sessionId", session).put("messageId", "u" + ++asked);
        if (!cursor.isEmpty()) {
            wish.put("cursor", cursor);
        }
        return seconds == 0 ? wish : wish.put("waitSeconds", seconds);
    }

    private static Response postUpdates(JsonObject wish) {
        return request().body(wish.encode()).post("/updates");
    }

    private JsonObject event(String id, String ticket, String type, String text) {
        JsonObject event = new JsonObject()
                .put("eventId", id)
                .put("ticketId", ticket)
                .put("type", type)
                .put("agent", new JsonObject().put("name", "Kim"));
        return json(desk(text == null ? event : event.put("text", text), HandoffProfile.SECRET));
    }

    private static Response desk(JsonObject event, String secret) {
        String body = event.encode();
        return request()
                .headers(Signed.headers(secret, event.getString("eventId", "none"), body, Instant.now()))
                .body(body)
                .post("/desk");
    }

    private static RequestSpecification operator() {
        return given().filter(new OpenApiContract())
                .contentType("application/json")
                .header("Authorization", "Bearer " + HandoffProfile.KEY);
    }

    private static JsonObject deliver() {
        return json(operator().body("{}").post("/tickets/deliver"));
    }

    private static JsonObject ticket(String id) {
        return json(operator().get("/tickets/" + id));
    }

    private static JsonObject json(Response response) {
        return new JsonObject(response.then().statusCode(200).extract().asString());
    }

    private static List<String> results(JsonObject whole) {
        return whole.getJsonArray("attempts").stream()
                .map(JsonObject.class::cast)
                .map(a -> a.getString("result") + ' ' + a.getString("cause"))
                .toList();
    }

    private static List<String> texts(JsonArray transcript) {
        return transcript.stream()
                .map(JsonObject.class::cast)
                .map(line -> line.getString("role") + ": " + line.getString("text"))
                .toList();
    }

    /** As if the ticket had waited long enough for another attempt. */
    private void passTime(String ticket) {
        redis.execute("ZADD", SITE + "tickets:outbox", "XX", "1", ticket);
    }

    /** As if nobody had taken it for as long as is waited. */
    private void makeLate(String ticket) {
        redis.execute("ZADD", SITE + "tickets:late", "XX", "1", ticket);
    }

    private static void assertSigned(Call call) {
        OpenApiContract.assertIsDelivery(call.body());
        String expected = Signed.signature(
                HandoffProfile.SECRET,
                call.headers().get("webhook-id"),
                call.headers().get("webhook-timestamp"),
                call.body().getBytes(StandardCharsets.UTF_8));
        assertThat(call.headers()).containsEntry("webhook-signature", expected);
        assertThat(call.headers()).containsEntry("content-type", "application/json");
    }
}
