package io.parley.edge;

import static io.parley.edge.SecuredProfile.ANN;
import static io.parley.edge.SecuredProfile.BOB;
import static io.parley.edge.SecuredProfile.NEW;
import static io.parley.edge.SecuredProfile.OLD;
import static io.parley.edge.SecuredProfile.ORIGIN;
import static io.parley.edge.SecuredProfile.OTHER;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.LogLines;
import io.parley.OpenApiContract;
import io.parley.Signed;
import io.parley.StubModel;
import io.parley.TestServers;
import io.parley.edge.access.SessionTicket;
import io.parley.signing.SigningKey;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call what, and how much of it at once. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
@WithTestResource(TestServers.class)
class SecuredQuarkusTest {
    private static final String SITE = "my-shop";

    @Inject
    StubModel model;

    @Inject
    RedisDataSource redis;

    private final String session = UUID.randomUUID().toString();
    private int messages;

    @BeforeEach
    void reset() {
        model.reset();
        redis.execute("FLUSHALL");
    }

    @Test
    void everySecretOfTheSiteSigns() {
        assertThat(signed(SITE, OLD, message("Hello?")).statusCode()).isEqualTo(200);
        assertThat(signed(SITE, NEW, message("And now?")).statusCode()).isEqualTo(200);
        assertThat(signed("other", OTHER, message("Hello?")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-shop", "MY_SHOP", "My-Shop", "my_shop"})
    void aSiteIsTheSameInEverySpelling(String site) {
        assertThat(signed(site, NEW, message("Hello?")).statusCode()).isEqualTo(200);
        assertThat(redis.execute("KEYS", "parley:v1:{my-shop}:session:" + session)
                        .size())
                .isEqualTo(1);
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() {
        String body = message("Hello?").encode();
        Map<String, String> wrong = Signed.headers(OTHER, "m1", body, Instant.now());
        String right =
                Signed.signature(NEW, "m1", wrong.get("webhook-timestamp"), body.getBytes(StandardCharsets.UTF_8));
        Response response = chat(SITE)
                .header("webhook-id", "m1")
                .header("webhook-timestamp", wrong.get("webhook-timestamp"))
                .header("webhook-signature", "v1a,AAAA " + wrong.get("webhook-signature") + " " + right)
                .body(body)
                .post("/chat");
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "my-shop, other's secret",
        "nowhere, other's secret",
        "my-shop, nothing",
        "nowhere, nothing",
        "my-shop, an old time",
        "nowhere, an old time",
        "my-shop, a time to come",
        "nowhere, a time to come"
    })
    void whatIsNotSignedIsRefusedAlikeWhetherTheSiteExistsOrNot(String site, String by) {
        String body = message("Hello?").encode();
        Instant now = Instant.now();
        Map<String, String> headers = switch (by) {
            case "nothing" -> Map.of();
            case "an old time" -> Signed.headers(NEW, "m1", body, now.minusSeconds(302));
            case "a time to come" -> Signed.headers(NEW, "m1", body, now.plusSeconds(310));
            default -> Signed.headers(OTHER, "m1", body, now);
        };
        Response refused = chat(site)
                .header("X-Request-Id", "same")
                .headers(headers)
                .body(body)
                .post("/chat");
        Response elsewhere = chat("another")
                .header("X-Request-Id", "same")
                .headers(headers)
                .body(body)
                .post("/chat");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.asString()).isEqualTo(elsewhere.asString());
        assertThat(headersOf(refused)).isEqualTo(headersOf(elsewhere)).contains("WWW-Authenticate=StandardWebhooks");
        assertNothingDone();
    }

    @Test
    void theSignedIdIsTheMessages() {
        String body = message("Hello?").encode();
        Response response = chat(SITE)
                .headers(Signed.headers(NEW, "another", body, Instant.now()))
                .body(body)
                .post("/chat");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.jsonPath().getString("errors[0].pointer")).isEqualTo("#/messageId");
        assertNothingDone();
    }

    @Test
    void signatureIsAskedForBeforeTheBodyIsRead() {
        Response response = chat(SITE).body("{ no json").post("/chat");
        assertThat(response.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {ANN, "anything"})
    void operatorKeysAreNotForVisitors(String key) {
        String body = message("Hello?").encode();
        Response response = chat(SITE)
                .header("Authorization", "Bearer " + key)
                .header("Origin", ORIGIN)
                .body(body)
                .post("/chat");
        assertThat(response.statusCode()).isEqualTo(401);
        assertNothingDone();
    }

    // --- pages with a session ticket

    @Test
    void pageCallsWithWhatItsTicketSays() {
        JsonObject context = new JsonObject().put("order", new JsonObject().put("number", "1001"));
        String token = ticket(NEW, SITE, session, Duration.ofMinutes(10), context);
        JsonObject message = message("Where is my order?")
                .put(
                        "context",
                        new JsonObject().put("locale", "de").put("environment", new JsonObject().put("page", "/cart")));
        Response response = page(token, ORIGIN, message);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(response.header("Vary")).isEqualTo("Origin");
        String data = model.requests()
                .get(0)
                .getJsonArray("messages")
                .getJsonObject(1)
                .getString("content");
        assertThat(data).contains("order.number: 1001").contains("locale: de").contains("environment.page: /cart");
        assertThat(redis.execute("HGET", "parley:v1:{my-shop}:session:" + session, "visitor"))
                .hasToString("visitor-7");
    }

    @Test
    void pagesAreLimitedByTheAddressThatTheLastProxySaw() {
        String token = ticket(NEW, SITE, session, Duration.ofMinutes(10), null);
        Response response = chat(SITE)
                .header("Authorization", "Bearer " + token)
                .header("Origin", ORIGIN)
                .header("X-Forwarded-For", "198.51.100.1, 203.0.113.9")
                .body(message("Hello?").encode())
                .post("/chat");
        assertThat(response.header("RateLimit-Policy")).contains("\"address\"");
        assertThat(redis.execute("KEYS", "parley:v1:{my-shop}:limit:address:*").size())
                .isEqualTo(1);
        String key = redis.execute("KEYS", "parley:v1:{my-shop}:limit:address:*")
                .get(0)
                .toString();
        chat(SITE)
                .header("Authorization", "Bearer " + token)
                .header("Origin", ORIGIN)
                .header("X-Forwarded-For", "192.0.2.77, 203.0.113.9")
                .body(message("Still there?").encode())
                .post("/chat");
        assertThat(redis.execute("KEYS", "parley:v1:{my-shop}:limit:address:*").toString())
                .isEqualTo("[" + key + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "sessionId, another-session, #/sessionId",
        "visitor, {\"id\":\"visitor-8\"}, #/visitor",
        "context, {\"order\":{\"number\":\"1002\"}}, #/context",
        "context, {\"facts\":{\"vip\":\"yes\"}}, #/context"
    })
    void pageMaySayNothingElse(String member, String value, String pointer) {
        String token = ticket(NEW, SITE, session, Duration.ofMinutes(10), null);
        Object said = value.startsWith("{") ? new JsonObject(value) : value;
        Response response = page(token, ORIGIN, message("Hello?").put(member, said));
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.jsonPath().getString("errors[0].pointer")).isEqualTo(pointer);
        assertNothingDone();
    }

    @Test
    void ticketsThatDoNotHoldAreRefused() {
        JsonObject message = message("Hello?");
        List<String> tokens = List.of(
                ticket(OTHER, SITE, session, Duration.ofMinutes(10), null),
                ticket(NEW, "other", session, Duration.ofMinutes(10), null),
                ticket(NEW, SITE, session, Duration.ofMinutes(-1), null),
                ticket(NEW, SITE, session, Duration.ofHours(2), null),
                "a.b.c",
                "");
        tokens.forEach(
                token -> assertThat(page(token, ORIGIN, message).statusCode()).isEqualTo(401));
        assertNothingDone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://other.example",
                "null",
                "https://www.shop.example.evil.example",
                ""
            })
    void otherOriginsMayNotCall(String origin) {
        String token = ticket(NEW, SITE, session, Duration.ofMinutes(10), null);
        Response response = page(token, origin, message("Hello?"));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.header("Access-Control-Allow-Origin")).isNull();
        assertNothingDone();
    }

    @Test
    void preflightsAreAnsweredWithoutRedis() {
        long before = commands();
        Response allowed = preflight(ORIGIN);
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(allowed.header("Access-Control-Allow-Methods")).isEqualTo("POST");
        assertThat(allowed.header("Access-Control-Allow-Headers"))
                .contains("authorization")
                .contains("content-type");
        assertThat(allowed.header("Access-Control-Allow-Credentials")).isNull();
        Response refused = preflight("https://evil.example");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.header("Access-Control-Allow-Origin")).isNull();
        assertThat(commands() - before).as("but for this question").isEqualTo(1);
    }

    // --- operators

    @Test
    void operatorForgetsAVisitor() {
        JsonObject first = message("My card is lost").put("visitor", new JsonObject().put("id", "ann"));
        signed(SITE, NEW, first);
        signed(SITE, NEW, message("I want to talk to a human").put("visitor", new JsonObject().put("id", "ann")));
        signed(
                SITE,
                NEW,
                message("Hello?").put("sessionId", "of-another").put("visitor", new JsonObject().put("id", "bob")));
        try (LogLines audit = new LogLines("parley.audit")) {
            Response response = forget(BOB, "{\"visitorId\":\"ann\"}", "203.0.113.1");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(response.asString()))
                    .isEqualTo(new JsonObject()
                            .put("site", "my-shop")
                            .put(
                                    "erased",
                                    new JsonObject()
                                            .put("sessions", 1)
                                            .put("turns", 4)
                                            .put("replies", 2)
                                            .put("tickets", 1)
                                            .put("streamEntries", 1)
                                            .put("limits", 1)));
            JsonObject line = audit.json().get(0);
            assertThat(line.getString("operator")).isEqualTo("bob");
            assertThat(line.getString("function")).isEqualTo("forget");
            assertThat(line.getInteger("status")).isEqualTo(200);
            assertThat(line.encode()).doesNotContain("\"ann\"");
        }
        assertThat(redis.execute("KEYS", "*" + session + "*").toString())
                .isEqualTo("[parley:v1:{my-shop}:session:" + session + ":forgotten]");
        assertThat(redis.execute("KEYS", "*ticket:*").size()).isZero();
        assertThat(redis.execute("EXISTS", "parley:v1:{my-shop}:session:of-another")
                        .toInteger())
                .isEqualTo(1);
        assertThat(forget(ANN, "{\"visitorId\":\"ann\"}", "203.0.113.1")
                        .jsonPath()
                        .getInt("erased.sessions"))
                .isZero();
    }

    @Test
    void aMessageUnderWayWritesNothingOfAForgottenSession() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<HttpServerResponse> held = new CompletableFuture<>();
        model.behaves((request, response) -> {
            held.complete(response);
            asked.countDown();
        });
        CompletableFuture<HttpResponse<String>> answer = send(message("Hello?"));
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        forget(ANN, "{\"sessionId\":\"" + session + "\"}", "203.0.113.1");
        String content = StubModel.answer("Certainly.", "other", 0.9, "answer").encode();
        StubModel.json(held.get(), 200, StubModel.completion(content, "stop"));

        assertThat(answer.get(5, TimeUnit.SECONDS).body()).contains("Certainly.");
        assertThat(redis.execute("KEYS", "*" + session + "*").toString())
                .isEqualTo("[parley:v1:{my-shop}:session:" + session + ":forgotten]");
        model.reset();
        assertThat(signed(SITE, NEW, message("Hello again?")).statusCode()).isEqualTo(200);
        assertThat(redis.execute("LLEN", "parley:v1:{my-shop}:session:" + session + ":turns")
                        .toInteger())
                .as("a new conversation is kept, mark or no mark")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          | #",
                "{\"sessionId\":\"a\",\"visitorId\":\"b\"}   | #",
                "{\"sessionId\":\"a b\"}                     | #/sessionId",
                "{\"visitorId\":7}                           | #/visitorId",
                "{\"visitorId\":\" \"}                       | #/visitorId",
                "{\"session\":\"a\",\"sessionId\":\"a\"}     | #"
            })
    void operatorIsToldWhatIsWrong(String body, String pointer) {
        Response response = forget(ANN, body.trim(), "203.0.113.1");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.jsonPath().getString("errors[0].pointer")).isEqualTo(pointer);
    }

    @Test
    void operatorMustNameASiteThatIsThere() {
        Response response = given().filter(new OpenApiContract())
                .header("X-Forwarded-For", "203.0.113.2")
                .header("Parley-Site", "nowhere")
                .header("Authorization", "Bearer " + ANN)
                .contentType("application/json")
                .body("{\"visitorId\":\"ann\"}")
                .post("/forget");
        assertThat(response.statusCode()).isEqualTo(404);
    }

    @Test
    void whoGuessesOperatorKeysIsKeptOutByTheAddressThatTheLastProxySaw() {
        String body = "{\"visitorId\":\"ann\"}";
        try (LogLines audit = new LogLines("parley.audit")) {
            for (int i = 0; i < 10; i++) {
                // whatever the caller itself writes on the left changes nothing
                assertThat(forget("guess " + i, body, "10.0.0." + i + ", 203.0.113.66")
                                .statusCode())
                        .isEqualTo(401);
            }
            Response refused = forget("guess", body, "10.0.0.99, 203.0.113.66");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 6);
            assertThat(refused.jsonPath().getList("violated-policies")).isEqualTo(List.of("operator"));
            assertThat(forget(ANN, body, "203.0.113.66").statusCode()).isEqualTo(429);
            assertThat(forget(ANN, body, "203.0.113.67").statusCode()).isEqualTo(200);
            assertThat(audit.json()).hasSize(13);
            assertThat(audit.json().get(0).getString("reason")).isEqualTo("no-operator");
            assertThat(audit.json().get(0).encode()).doesNotContain("guess");
        }
    }

    @Test
    void signaturesAndTicketsAreNotForOperators() {
        String body = "{\"visitorId\":\"ann\"}";
        Response signed = given().header("X-Forwarded-For", "203.0.113.70")
                .header("Parley-Site", SITE)
                .headers(Signed.headers(NEW, "m1", body, Instant.now()))
                .contentType("application/json")
                .body(body)
                .post("/forget");
        assertThat(signed.statusCode()).isEqualTo(401);
        String token = ticket(NEW, SITE, session, Duration.ofMinutes(10), null);
        assertThat(forget(token, body, "203.0.113.70").statusCode()).isEqualTo(401);
    }

    @Test
    void updatesAreSignedLikeChatAndPagesGetThoseOfTheirTicketAlone() {
        String wish = "{\"sessionId\":\"" + session + "\",\"messageId\":\"u1\"}";
        assertThat(updates(wish).post("/updates").statusCode()).isEqualTo(401);
        assertThat(updates(wish)
                        .headers(Signed.headers(OTHER, "u1", wish, Instant.now()))
                        .post("/updates")
                        .statusCode())
                .isEqualTo(401);
        assertThat(updates(wish)
                        .headers(Signed.headers(NEW, "u2", wish, Instant.now()))
                        .post("/updates")
                        .statusCode())
                .as("the signed id is the message's")
                .isEqualTo(422);
        assertThat(updates(wish)
                        .headers(Signed.headers(NEW, "u1", wish, Instant.now()))
                        .post("/updates")
                        .statusCode())
                .isEqualTo(200);
        String token = ticket(NEW, SITE, session, Duration.ofMinutes(10), null);
        Response page = updates(wish)
                .header("Authorization", "Bearer " + token)
                .header("Origin", ORIGIN)
                .post("/updates");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        String foreign = wish.replace(session, "another-session");
        assertThat(updates(foreign)
                        .header("Authorization", "Bearer " + token)
                        .header("Origin", ORIGIN)
                        .post("/updates")
                        .statusCode())
                .isEqualTo(422);
    }

    /** No desk of the site has a secret: then none has a say, and the site's own secrets do not make one. */
    @Test
    void deskThatCannotSignHasNoSay() {
        String event = "{\"eventId\":\"e1\",\"ticketId\":\"t1\",\"type\":\"taken\"}";
        assertThat(updates(event).post("/desk").statusCode()).isEqualTo(401);
        assertThat(updates(event)
                        .headers(Signed.headers(NEW, "e1", event, Instant.now()))
                        .post("/desk")
                        .statusCode())
                .isEqualTo(401);
        assertThat(updates(event).queryParam("site", "no site").post("/desk").statusCode())
                .as("the header counts")
                .isEqualTo(401);
    }

    @Test
    void ticketsAreForOperatorsAlone() {
        for (String path : List.of("/tickets", "/tickets/t1")) {
            assertThat(given().header("Parley-Site", SITE)
                            .header("X-Forwarded-For", "203.0.113.81")
                            .get(path)
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(updates("{}")
                        .header("X-Forwarded-For", "203.0.113.82")
                        .post("/tickets/deliver")
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().contentType("application/json")
                        .header("X-Forwarded-For", "203.0.113.83")
                        .header("Authorization", "Bearer " + ANN)
                        .header("Parley-Site", SITE)
                        .body("{}")
                        .post("/tickets/deliver")
                        .statusCode())
                .isEqualTo(200);
    }

    private static RequestSpecification updates(String body) {
        return given().contentType("application/json")
                .header("Parley-Site", SITE)
                .body(body);
    }

    // --- too much, too slow

    @Test
    void whatIsTooMuchAtOnceIsShed() throws Exception {
        Queue<HttpServerResponse> held = new ConcurrentLinkedQueue<>();
        CountDownLatch full = new CountDownLatch(SecuredProfile.CONCURRENCY);
        model.behaves((request, response) -> {
            held.add(response);
            full.countDown();
        });
        List<CompletableFuture<HttpResponse<String>>> underWay = new ArrayList<>();
        for (int i = 0; i < SecuredProfile.CONCURRENCY; i++) {
            underWay.add(send(message("Hello?").put("sessionId", "s" + i)));
        }
        assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
        Response shed = signed(SITE, NEW, message("One more?"));
        assertThat(shed.statusCode()).isEqualTo(503);
        assertThat(shed.header("Retry-After")).isEqualTo("1");

        String content = StubModel.answer("Certainly.", "other", 0.9, "answer").encode();
        held.forEach(response -> StubModel.json(response, 200, StubModel.completion(content, "stop")));
        for (CompletableFuture<HttpResponse<String>> answer : underWay) {
            assertThat(answer.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        model.reset();
        assertThat(signed(SITE, NEW, message("And now?")).statusCode()).isEqualTo(200);
    }

    /** Else a few impatient pages would shut the function for everybody. */
    @Test
    void whoHangsUpGivesThePlaceBack() throws Exception {
        Queue<HttpServerResponse> held = new ConcurrentLinkedQueue<>();
        CountDownLatch full = new CountDownLatch(SecuredProfile.CONCURRENCY);
        model.behaves((request, response) -> {
            held.add(response);
            full.countDown();
        });
        List<Socket> callers = new ArrayList<>();
        for (int i = 0; i < SecuredProfile.CONCURRENCY; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
            callers.add(socket);
            String body = message("Hello?").put("sessionId", "gone" + i).encode();
            StringBuilder head =
                    new StringBuilder("POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n");
            head.append("Parley-Site: " + SITE + "\r\nContent-Length: " + body.length() + "\r\n");
            Signed.headers(NEW, new JsonObject(body).getString("messageId"), body, Instant.now())
                    .forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
            socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(signed(SITE, NEW, message("One more?")).statusCode()).isEqualTo(503);
        for (Socket caller : callers) {
            caller.close();
        }
        String content = StubModel.answer("Certainly.", "other", 0.9, "answer").encode();
        held.forEach(response -> StubModel.json(response, 200, StubModel.completion(content, "stop")));
        model.reset();
        int status = 503;
        for (int attempt = 0; attempt < 200 && status == 503; attempt++) {
            status = signed(SITE, NEW, message("And now?").put("sessionId", "after" + attempt))
                    .statusCode();
        }
        assertThat(status).isEqualTo(200);
        AtomicBoolean shed = new AtomicBoolean();
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < SecuredProfile.CONCURRENCY / 2; i++) {
            all.add(send(message("Hello?").put("sessionId", "back" + i)));
        }
        for (CompletableFuture<HttpResponse<String>> one : all) {
            shed.compareAndSet(false, one.get(10, TimeUnit.SECONDS).statusCode() == 503);
        }
        assertThat(shed).as("half of all places at once").isFalse();
    }

    @Test
    void bodyThatDripsIsCutOff() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 100\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(response)
                    .startsWith("HTTP/1.1 408 ")
                    .contains("body-too-slow")
                    .contains("X-Request-Id");
        }
    }

    /** Half of them drip a head and half a body, while somebody honest calls with a second of patience. */
    @Test
    void fiveHundredSlowCallersKeepNobodyWaiting() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
                slow.add(socket);
                String head = "POST /chat HTTP/1.1\r\nHost: x\r\n";
                drip(
                        socket,
                        i % 2 == 0 ? head : head + "Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n{");
            }
            for (int round = 0; round < 20; round++) {
                slow.forEach(socket -> drip(socket, "X"));
                HttpResponse<String> honest =
                        send(message("Hello, round " + round)).get(5, TimeUnit.SECONDS);
                assertThat(honest.statusCode()).isEqualTo(200);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void drip(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // cut off, as it should be
        }
    }

    // --- what every answer says, and does not say

    @Test
    void everyAnswerIsProtectedAndSaysNothingOfItsMaker() {
        List<Response> answers = List.of(
                signed(SITE, NEW, message("Hello?")),
                chat(SITE).body("{}").post("/chat"),
                given().get("/nope"),
                given().get("/chat"),
                chat(SITE).body("x".repeat(300_000)).post("/chat"),
                forget("wrong", "{}", "203.0.113.80"),
                preflight(ORIGIN));
        for (Response answer : answers) {
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Strict-Transport-Security")).startsWith("max-age=");
            assertThat(answer.header("Server")).isNull();
            assertThat(answer.header("X-Powered-By")).isNull();
            assertThat(answer.asString() + headersOf(answer))
                    .doesNotContainIgnoringCase("quarkus")
                    .doesNotContainIgnoringCase("vert.x")
                    .doesNotContain("io.parley")
                    .doesNotContain("Exception");
        }
    }

    // --- how

    private JsonObject message(String text) {
        return new JsonObject()
                .put("sessionId", session)
                .put("messageId", "m" + ++messages)
                .put("text", text);
    }

    private static RequestSpecification chat(String site) {
        return given().filter(new OpenApiContract())
                .contentType("application/json")
                .header("Parley-Site", site);
    }

    private static Response signed(String site, String secret, JsonObject message) {
        return chat(site)
                .headers(Signed.headers(secret, message.getString("messageId"), message.encode(), Instant.now()))
                .body(message.encode())
                .post("/chat");
    }

    /** With a second of patience. */
    private static CompletableFuture<HttpResponse<String>> send(JsonObject message) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/chat"))
                .timeout(message.getString("text").contains("round") ? Duration.ofSeconds(1) : Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("Parley-Site", SITE)
                .POST(HttpRequest.BodyPublishers.ofString(message.encode()));
        Signed.headers(NEW, message.getString("messageId"), message.encode(), Instant.now())
                .forEach(request::header);
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Response page(String token, String origin, JsonObject message) {
        RequestSpecification request = chat(SITE).header("Authorization", "Bearer " + token);
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        return request.body(message.encode()).post("/chat");
    }

    private static Response preflight(String origin) {
        return given().header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .options("/chat");
    }

    private static Response forget(String key, String body, String forwarded) {
        return given().filter(new OpenApiContract())
                .header("X-Forwarded-For", forwarded)
                .header("Parley-Site", SITE)
                .header("Authorization", "Bearer " + key)
                .contentType("application/json")
                .body(body)
                .post("/forget");
    }

    private static String ticket(String secret, String site, String session, Duration life, JsonObject context) {
        try {
            SigningKey key = new SigningKey(Base64.getDecoder().decode(secret.substring("whsec_".length())));
            SessionTicket ticket = new SessionTicket(
                    new SiteId(site),
                    new SessionId(session),
                    Optional.of("visitor-7"),
                    context == null ? null : new ObjectMapper().readTree(context.encode()));
            return SessionTicket.mint(ticket, key, Instant.now().plus(life));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private long commands() {
        String stats = redis.execute("INFO", "stats").toString();
        return Long.parseLong(stats.replaceAll("(?s).*total_commands_processed:(\\d+).*", "$1"));
    }

    private void assertNothingDone() {
        assertThat(model.requests()).isEmpty();
        assertThat(redis.execute("DBSIZE").toInteger()).isZero();
    }

    private static String headersOf(Response response) {
        return response.headers().asList().stream()
                .map(h -> h.getName() + "=" + h.getValue())
                .sorted()
                .toList()
                .toString();
    }
}
