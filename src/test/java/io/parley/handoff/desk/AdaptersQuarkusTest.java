package io.parley.handoff.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.RedisProcess;
import io.parley.Signed;
import io.parley.StubDesk;
import io.parley.StubDesk.Call;
import io.parley.TestServers;
import io.parley.handoff.Ticket;
import io.parley.handoff.desk.Delivery.MessageCreated;
import io.parley.handoff.desk.Delivery.TicketCreated;
import io.parley.handoff.desk.DeskAnswer.Delivered;
import io.parley.handoff.desk.DeskAnswer.Failed;
import io.parley.handoff.desk.DeskAnswer.Rejected;
import io.parley.signing.SigningKey;
import io.parley.turn.HandoffReason;
import io.parley.turn.Intent;
import io.parley.turn.Role;
import io.parley.turn.TypedContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What each desk is sent, byte for byte, and what comes of each way in which it may answer. */
@QuarkusTest
@WithTestResource(TestServers.class)
class AdaptersQuarkusTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final String ID = "0a9c1f52-8a1f-4f0e-9f2b-0d6c1b7a3e55";
    private static final Ticket TICKET = new Ticket(
            ID,
            "shop",
            "session-1",
            "visitor-1",
            "billing",
            HandoffReason.LOW_CONFIDENCE,
            Intent.BILLING,
            "en",
            "2026-12-01T10:00:00Z",
            "2026-12-01T11:00:00Z",
            "billing · low_confidence · Why <twice>?",
            new TypedContext(
                    "en-GB",
                    null,
                    new TypedContext.Account(null, "Ada & Co", "ada@example.com", null),
                    new TypedContext.Order("10042", null, null, null, null),
                    null,
                    Map.of("cartItems", "3")),
            List.of(new Ticket.Line(Role.VISITOR, "Why <twice>?", "2026-12-01T09:59:58Z")));
    private static final String TEXT =
            "billing · low_confidence · Why <twice>?\n\nQueue: billing\nReason: low_confidence\n"
                    + "Language: en\nAnswer by: 2026-12-01T11:00:00Z\nAccount name: Ada & Co\nAccount email: ada@example.com\n"
                    + "Order number: 10042\ncartItems: 3\n\nConversation:\n2026-12-01 09:59:58 UTC VISITOR: Why <twice>?\n\n"
                    + "Ticket " + ID;

    @Inject
    DeskClient client;

    @Inject
    ObjectMapper mapper;

    private StubDesk stub;

    @BeforeEach
    void open() {
        stub = new StubDesk(RedisProcess.freePort());
    }

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void webhookGetsTheTicketSigned() {
        stub.answers(200, "{\"reference\":\"R-7\"}");
        assertThat(create(DeskKind.WEBHOOK, 1)).isEqualTo(new Delivered("R-7"));
        Call call = only();
        assertThat(call.method() + ' ' + call.uri()).isEqualTo("POST /");
        assertThat(call.body())
                .isEqualTo("{\"type\":\"ticket.created\",\"id\":\"" + ID
                        + "\",\"site\":\"shop\",\"sessionId\":\"session-1\","
                        + "\"visitor\":\"visitor-1\",\"queue\":\"billing\",\"reason\":\"low_confidence\",\"intent\":\"billing\","
                        + "\"language\":\"en\",\"createdAt\":\"2026-12-01T10:00:00Z\",\"dueAt\":\"2026-12-01T11:00:00Z\","
                        + "\"summary\":\"billing · low_confidence · Why <twice>?\",\"context\":{\"locale\":\"en-GB\","
                        + "\"account\":{\"name\":\"Ada & Co\",\"email\":\"ada@example.com\"},\"order\":{\"number\":\"10042\"},"
                        + "\"facts\":{\"cartItems\":\"3\"}},\"transcript\":[{\"role\":\"visitor\",\"text\":\"Why <twice>?\","
                        + "\"at\":\"2026-12-01T09:59:58Z\"}]}");
        assertThat(call.headers())
                .containsEntry("webhook-id", ID)
                .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                .containsEntry(
                        "webhook-signature",
                        Signed.signature(
                                SECRET,
                                ID,
                                Long.toString(NOW.getEpochSecond()),
                                call.body().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void webhookGetsMessages() {
        assertThat(tell(DeskKind.WEBHOOK)).isEqualTo(new Delivered(""));
        assertThat(only().body())
                .isEqualTo("{\"type\":\"message.created\",\"ticketId\":\"" + ID + "\",\"site\":\"shop\","
                        + "\"sessionId\":\"session-1\",\"queue\":\"billing\",\"reference\":\"77\",\"messageId\":\"m2\","
                        + "\"text\":\"Hello <b>?\",\"at\":\"2026-12-01T10:01:00Z\"}");
        assertThat(only().headers()).containsEntry("webhook-id", ID + "_m2");
    }

    @Test
    void slackGetsATextInWhichNothingIsControl() {
        stub.answers(200, "ok");
        assertThat(create(DeskKind.SLACK, 1)).isEqualTo(new Delivered(""));
        String text = TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        assertThat(only().body()).isEqualTo(new JsonObject().put("text", text).encode());
        assertThat(tell(DeskKind.SLACK)).isEqualTo(new Delivered(""));
        assertThat(stub.calls().get(1).json().getString("text"))
                .isEqualTo(
                        "billing · low_confidence · Why &lt;twice&gt;?\nTicket " + ID + "\nVISITOR: Hello &lt;b&gt;?");
    }

    @Test
    void zendeskGetsATicketOnceByItsIdempotencyKey() {
        stub.answers(201, "{\"ticket\":{\"id\":35436,\"requester_id\":20978392}}");
        assertThat(create(DeskKind.ZENDESK, 1)).isEqualTo(new Delivered("35436/20978392"));
        Call call = only();
        assertThat(call.method() + ' ' + call.uri()).isEqualTo("POST /api/v2/tickets.json");
        assertThat(call.headers())
                .containsEntry("authorization", "Basic YW5uQHNob3AuZXhhbXBsZS90b2tlbjpzZXNhbWU=")
                .containsEntry("idempotency-key", ID);
        assertThat(call.body())
                .isEqualTo("{\"ticket\":{\"external_id\":\"" + ID
                        + "\",\"subject\":\"billing · low_confidence · Why <twice>?\","
                        + "\"comment\":{\"body\":" + quoted("VISITOR: " + TEXT) + ",\"public\":false},"
                        + "\"requester\":{\"name\":\"Ada & Co\",\"email\":\"ada@example.com\"},"
                        + "\"tags\":[\"parley\",\"parley_billing\",\"parley_low_confidence\"]}}");
        assertThat(create(DeskKind.ZENDESK, 2)).isEqualTo(new Delivered("35436/20978392"));
        assertThat(stub.calls().get(1).headers()).containsEntry("idempotency-key", ID);
        assertThat(stub.calls().get(1).body()).isEqualTo(call.body());
    }

    @Test
    void zendeskGetsMessagesAsComments() {
        stub.answers(200, "{\"ticket\":{\"id\":77}}");
        assertThat(tell(DeskKind.ZENDESK)).isEqualTo(new Delivered("77"));
        assertThat(only().method() + ' ' + only().uri()).isEqualTo("PUT /api/v2/tickets/77.json");
        assertThat(only().body())
                .isEqualTo("{\"ticket\":{\"comment\":{\"body\":\"VISITOR: Hello <b>?\",\"public\":false}}}");
    }

    @Test
    void zendeskCommentIsTheRequestersWhereThatIsTheVisitor() {
        stub.answers(200, "{}");
        Delivery message =
                new MessageCreated(ID + "_m2", 1, TICKET, "77/20978392", "m2", "Hello?", "2026-12-01T10:01:00Z");
        assertThat(deliver(DeskKind.ZENDESK, message, WITHIN)).isEqualTo(new Delivered("77/20978392"));
        assertThat(only().uri()).isEqualTo("/api/v2/tickets/77.json");
        assertThat(only().body())
                .isEqualTo("{\"ticket\":{\"comment\":{\"body\":\"VISITOR: Hello?\",\"public\":true,"
                        + "\"author_id\":\"20978392\"}}}");
    }

    @Test
    void freshdeskGetsATicketAndIsAskedForItBeforeItGetsItAgain() {
        stub.answers(201, "{\"id\":12}");
        assertThat(create(DeskKind.FRESHDESK, 1)).isEqualTo(new Delivered("12"));
        Call call = only();
        String tag = ID.replace("-", "");
        String html = TEXT.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\n", "<br>");
        assertThat(call.method() + ' ' + call.uri()).isEqualTo("POST /api/v2/tickets");
        assertThat(call.headers()).containsEntry("authorization", "Basic c2VzYW1lOlg=");
        assertThat(call.body())
                .isEqualTo("{\"email\":\"ada@example.com\",\"name\":\"Ada & Co\","
                        + "\"subject\":\"billing · low_confidence · Why <twice>?\",\"description\":" + quoted(html)
                        + ",\"status\":2,\"priority\":1,\"source\":7,\"tags\":[\"parley\",\"" + tag + "\"]}");
        assertThat(tag).hasSize(32);

        stub.answers(200, "{\"total\":1,\"results\":[{\"id\":12}]}");
        assertThat(create(DeskKind.FRESHDESK, 2)).isEqualTo(new Delivered("12"));
        assertThat(stub.calls()).hasSize(2);
        assertThat(stub.calls().get(1).method() + ' ' + stub.calls().get(1).uri())
                .isEqualTo("GET /api/v2/search/tickets?query=%22tag%3A%27" + tag + "%27%22");

        stub.behaves((c, response) -> response.setStatusCode(c.method().equals("GET") ? 200 : 201)
                .end(c.method().equals("GET") ? "{\"total\":0,\"results\":[]}" : "{\"id\":13}"));
        assertThat(create(DeskKind.FRESHDESK, 3)).isEqualTo(new Delivered("13"));
        assertThat(stub.calls()).hasSize(4);
    }

    @Test
    void freshdeskGetsMessagesAsNotesFromOutside() {
        stub.answers(201, "{\"id\":5}");
        assertThat(tell(DeskKind.FRESHDESK)).isEqualTo(new Delivered("77"));
        assertThat(only().method() + ' ' + only().uri()).isEqualTo("POST /api/v2/tickets/77/notes");
        assertThat(only().body()).isEqualTo("{\"body\":\"Hello &lt;b&gt;?\",\"private\":false,\"incoming\":true}");
    }

    @Test
    void chatwootGetsAContactAndAConversation() {
        chatwoot(false);
        assertThat(create(DeskKind.CHATWOOT, 1)).isEqualTo(new Delivered("9"));
        assertThat(lines())
                .containsExactly(
                        "POST /api/v1/accounts/3/contacts {\"inbox_id\":4,\"identifier\":\"visitor-1\",\"name\":\"Ada & Co\","
                                + "\"email\":\"ada@example.com\"}",
                        "POST /api/v1/accounts/3/conversations {\"source_id\":\"src-1\",\"inbox_id\":4,\"contact_id\":\"21\","
                                + "\"status\":\"open\",\"custom_attributes\":{\"parley_ticket\":\"" + ID + "\","
                                + "\"parley_queue\":\"billing\",\"parley_reason\":\"low_confidence\"},"
                                + "\"message\":{\"content\":" + quoted(TEXT) + ",\"message_type\":\"incoming\"}}");
        assertThat(stub.calls())
                .allSatisfy(call -> assertThat(call.headers()).containsEntry("api_access_token", "sesame"));
    }

    @Test
    void chatwootContactThatIsThereIsFoundAndTheConversationIsNotMadeTwice() {
        chatwoot(true);
        assertThat(create(DeskKind.CHATWOOT, 2)).isEqualTo(new Delivered("8"));
        assertThat(lines()).element(1).isEqualTo("GET /api/v1/accounts/3/contacts/search?q=visitor-1 ");
        assertThat(lines()).last().isEqualTo("GET /api/v1/accounts/3/contacts/21/conversations ");
        assertThat(lines()).noneMatch(line -> line.startsWith("POST /api/v1/accounts/3/conversations"));
    }

    @Test
    void chatwootGetsMessages() {
        stub.answers(200, "{\"id\":1}");
        assertThat(tell(DeskKind.CHATWOOT)).isEqualTo(new Delivered("77"));
        assertThat(lines())
                .containsExactly("POST /api/v1/accounts/3/conversations/77/messages"
                        + " {\"content\":\"Hello <b>?\",\"message_type\":\"incoming\"}");
    }

    /** As it is when it comes back from the store. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void ticketOfAVisitorOfWhomNothingIsKnownIsDeliveredToo(DeskKind kind) throws JsonProcessingException {
        Ticket stored = mapper.readValue(
                "{\"id\":\"t-1\",\"site\":\"shop\",\"sessionId\":\"s-1\",\"queue\":\"support\",\"reason\":\"requested\",\"intent\":\"human\","
                        + "\"language\":\"en\",\"createdAt\":\"2026-12-01T10:00:00Z\",\"dueAt\":\"2026-12-01T11:00:00Z\","
                        + "\"summary\":\"human\",\"context\":{},\"transcript\":[]}",
                Ticket.class);
        stub.behaves((call, response) -> response.end(
                "{\"id\":1,\"ticket\":{\"id\":1},\"payload\":{\"contact\":{\"id\":2}}," + "\"source_id\":\"src\"}"));
        assertThat(deliver(kind, new TicketCreated("t-1", 1, stored), WITHIN)).isInstanceOf(Delivered.class);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void everyDeskFailsInTheSameWays(DeskKind kind) {
        for (int status : new int[] {301, 401, 403, 404, 429, 500, 503}) {
            stub.answers(status, "{}");
            assertThat(create(kind, 1)).isEqualTo(new Failed("status " + status, Optional.empty()));
            boolean gone = status == 404
                    && Set.of(DeskKind.CHATWOOT, DeskKind.ZENDESK, DeskKind.FRESHDESK)
                            .contains(kind);
            String cause = "status " + status;
            assertThat(tell(kind))
                    .as("a conversation that is gone is gone; a wrong address can be mended")
                    .isEqualTo(gone ? new Rejected(cause) : new Failed(cause, Optional.empty()));
        }
        stub.answers(413, "{}");
        assertThat(create(kind, 1)).isEqualTo(new Rejected("status 413"));
        stub.answers(400, "{}");
        assertThat(tell(kind)).isEqualTo(new Rejected("status 400"));
        stub.answers(422, "{}");
        assertThat(tell(kind)).isEqualTo(new Rejected("status 422"));

        stub.behaves((call, response) ->
                response.setStatusCode(429).putHeader("Retry-After", "90").end());
        assertThat(tell(kind)).isEqualTo(new Failed("status 429", Optional.of(Duration.ofSeconds(90))));
        stub.behaves((call, response) ->
                response.setStatusCode(503).putHeader("Retry-After", "999999").end());
        assertThat(tell(kind)).isEqualTo(new Failed("status 503", Optional.of(Duration.ofHours(1))));
        stub.behaves((call, response) ->
                response.setStatusCode(503).putHeader("Retry-After", "soon").end());
        assertThat(tell(kind)).isEqualTo(new Failed("status 503", Optional.empty()));

        stub.behaves((call, response) -> {});
        assertThat(deliver(kind, message(), Duration.ofMillis(200))).isEqualTo(new Failed("timeout", Optional.empty()));
        stub.behaves((call, response) -> response.reset());
        assertThat(tell(kind)).isEqualTo(new Failed("connection lost", Optional.empty()));
        stub.close();
        stub = new StubDesk(RedisProcess.freePort()); // one to which there is no connection in any pool
        stub.refuse();
        assertThat(tell(kind)).isEqualTo(new Failed("no connection", Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHATWOOT", "ZENDESK", "FRESHDESK"})
    void answerThatNamesNothingIsNoSuccess(DeskKind kind) {
        for (String body : List.of("", "ok", "[]", "{}", "{\"id\":null,\"ticket\":{\"id\":{}}}")) {
            stub.answers(200, body);
            assertThat(create(kind, 1)).as(body).isEqualTo(new Failed("unexpected answer", Optional.empty()));
        }
    }

    @Test
    void queueWithoutADeskWaitsForOne() {
        assertThat(deliver(DeskKind.NONE, message(), WITHIN))
                .isEqualTo(new Failed("no desk is configured", Optional.empty()));
    }

    /** @param taken whether the contact is there already, with a conversation about the ticket */
    private void chatwoot(boolean taken) {
        JsonObject contact = new JsonObject()
                .put("id", 21)
                .put("identifier", "visitor-1")
                .put(
                        "contact_inboxes",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("source_id", "src-1")
                                        .put("inbox", new JsonObject().put("id", 4))));
        stub.behaves((call, response) -> {
            String path = call.uri().replace("/api/v1/accounts/3", "");
            if (path.equals("/contacts")) {
                send(
                        response,
                        taken ? 422 : 200,
                        new JsonObject().put("payload", new JsonObject().put("contact", contact)));
            } else if (path.startsWith("/contacts/search")) {
                JsonObject another = contact.copy().put("id", 20).put("identifier", "visitor-10");
                send(
                        response,
                        200,
                        new JsonObject()
                                .put("payload", new JsonArray().add(another).add(contact)));
            } else if (path.equals("/contacts/21/conversations")) {
                JsonObject other = new JsonObject().put("id", 7).put("custom_attributes", new JsonObject());
                JsonObject same = new JsonObject()
                        .put("id", 8)
                        .put("custom_attributes", new JsonObject().put("parley_ticket", ID));
                send(
                        response,
                        200,
                        new JsonObject()
                                .put("payload", new JsonArray().add(other).add(same)));
            } else {
                send(response, 200, new JsonObject().put("id", 9));
            }
        });
    }

    private static void send(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status).end(body.encode());
    }

    private DeskAnswer create(DeskKind kind, int attempt) {
        return deliver(kind, new TicketCreated(ID, attempt, TICKET), WITHIN);
    }

    private DeskAnswer tell(DeskKind kind) {
        return deliver(kind, message(), WITHIN);
    }

    private static Delivery message() {
        return new MessageCreated(ID + "_m2", 1, TICKET, "77", "m2", "Hello <b>?", "2026-12-01T10:01:00Z");
    }

    private DeskAnswer deliver(DeskKind kind, Delivery delivery, Duration within) {
        return desk(kind).deliver(delivery, within).await().atMost(Duration.ofSeconds(10));
    }

    private Desk desk(DeskKind kind) {
        DeskSettings settings =
                new DeskSettings(kind, stub.url(), "sesame", "ann@shop.example", 3, 4, Optional.empty());
        return switch (kind) {
            case NONE -> new NoDesk();
            case WEBHOOK ->
                new WebhookDesk(stub.url(), SigningKey.of(SECRET), client, mapper, InstantSource.fixed(NOW));
            case CHATWOOT -> new ChatwootDesk(settings, client);
            case ZENDESK -> new ZendeskDesk(settings, client);
            case FRESHDESK -> new FreshdeskDesk(settings, client);
            case SLACK -> new SlackDesk(stub.url(), client);
        };
    }

    private Call only() {
        assertThat(stub.calls()).hasSize(1);
        return stub.calls().get(0);
    }

    private List<String> lines() {
        return stub.calls().stream()
                .map(c -> c.method() + ' ' + c.uri() + ' ' + c.body())
                .toList();
    }

    private String quoted(String text) {
        return mapper.valueToTree(text).toString();
    }
}
