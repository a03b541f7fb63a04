package io.parley.velo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.PackagedFunction;
import io.parley.PackagedServers;
import io.parley.RedisProcess;
import io.parley.Signed;
import io.parley.StubModel;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The real widget in a real browser, on a Wix site in miniature that runs the real web methods, against the packaged function with a
 * real Redis. Pictures of each state are in {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WidgetIT {
    private static final String MARKUP = "<img src=x onerror=\"window.hacked = 1\"><script>window.hacked = 1</script>";

    private final HttpClient client = HttpClient.newHttpClient();
    private final int sitePort = RedisProcess.freePort();
    private final String site = "http://127.0.0.1:" + sitePort;
    private RedisProcess redis;
    private StubModel model;
    private PackagedFunction function;
    private NodeProcess wix;
    private Widget widget;

    @BeforeAll
    void start(@TempDir Path profile) throws Exception {
        NodeProcess.assumeThere();
        assumeTrue(Widget.isPossible(), "there is no chromium with chromedriver here: the widget is not tested");
        assumeTrue(PackagedFunction.exists(), "the native package is tested by ChatIT alone");
        redis = RedisProcess.start();
        int modelPort = RedisProcess.freePort();
        model = new StubModel(modelPort);
        function = new PackagedFunction(
                redis.url(),
                Map.of(
                        "PARLEY_MODEL_URL",
                        "http://127.0.0.1:" + modelPort + "/v1",
                        "PARLEY_LIMIT_SESSION",
                        "6/6s",
                        "PARLEY_SITES_DEFAULT_LINK_HOSTS",
                        "shop.example",
                        "PARLEY_DESK_KIND",
                        "webhook",
                        "PARLEY_DESK_URL",
                        site + "/_functions/parleyDesk",
                        "PARLEY_DESK_SECRET",
                        VeloIT.DESK_SECRET));
        function.start();
        wix = NodeProcess.start(
                Map.of(
                        "PORT",
                        Integer.toString(sitePort),
                        "PARLEY_URL",
                        function.url(),
                        "PARLEY_SECRET",
                        Signed.SECRET,
                        "PARLEY_DESK_SECRET",
                        VeloIT.DESK_SECRET),
                "test/site.mjs");
        while (!wix.output().contains("the site is up")) {
            assertThat(wix.isAlive()).as(wix.output()).isTrue();
        }
        widget = new Widget(site + "/", profile);
    }

    @AfterAll
    void end() throws InterruptedException {
        if (widget != null) {
            widget.close();
        }
        if (wix != null) {
            wix.close();
        }
        if (function != null) {
            function.kill();
            model.close();
            redis.kill();
        }
    }

    @BeforeEach
    void anew() throws Exception {
        model.reset();
        model.behaves((request, response) -> StubModel.json(response, 200, PackagedServers.counted(request)));
        visitor(UUID.randomUUID().toString());
        widget.lookAsBefore();
        widget.openAnew();
    }

    @AfterEach
    void nothingWentWrongInThePage() {
        assertThat(widget.errors()).isEmpty();
    }

    @Test
    void questionTypingAnswerFollowUp() {
        BlockingQueue<HttpServerResponse> thinking = new LinkedBlockingQueue<>();
        model.behaves((request, response) -> thinking.add(response));
        accessible("closed");
        widget.launch();
        assertThat(widget.bubbles()).containsExactly("Hello! How can we help?");
        accessible("open");

        widget.write("Do you ship to Norway?");
        widget.until("it is said that somebody writes", () -> widget.status().equals("Assistant is writing …"));
        accessible("typing");
        complete(thinking, "Certainly, see https://shop.example/norway.");
        widget.until("the answer is there", () -> widget.bubbles().size() == 3);
        assertThat(widget.status()).isEmpty();
        assertThat(widget.bubbles().get(2)).isEqualTo("Certainly, see https://shop.example/norway.");
        assertThat(widget.metas().get(1)).matches("You · \\d\\d:\\d\\d.* · Sent");
        assertThat(widget.metas().get(2)).matches("Assistant · \\d\\d:\\d\\d.*");

        model.behaves((request, response) -> StubModel.json(response, 200, PackagedServers.counted(request)));
        widget.write("And to Iceland?");
        widget.until("the session remembers", () -> widget.bubbles().contains("I was given 3 messages."));
        accessible("answered");
        widget.look(390, 780, "light");
        accessible("phone");
        widget.look(1100, 820, "dark");
        accessible("dark");
        widget.look(390, 780, "dark");
        accessible("phone-dark");
    }

    @Test
    void questionOfTheAssistantIsOne() {
        model.answers(StubModel.answer("Which order do you mean?", "order_status", 0.7, "clarify"));
        widget.launch();
        widget.write("Where is my order?");
        widget.until("the question is there", () -> widget.bubbles().contains("Which order do you mean?"));
        assertThat(widget.input().getDomAttribute("placeholder")).isEqualTo("Your answer");
        accessible("clarify");
    }

    @Test
    void whatWasNotSentIsSentOnceWhenItCanBe() throws Exception {
        widget.launch();
        function.kill();
        widget.write("Is anybody there?");
        widget.until("it is said not to be sent", () -> widget.retry().isPresent());
        assertThat(widget.metas().get(1)).endsWith("Not sent.");
        accessible("failed");
        function.start();
        widget.retry().orElseThrow().click();
        widget.until("it is answered", () -> widget.bubbles().size() == 3);
        assertThat(widget.bubbles())
                .containsExactly("Hello! How can we help?", "Is anybody there?", "I was given 1 messages.");
        assertThat(widget.retry()).isEmpty();
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void pageThatIsLeftWhileTheModelThinksGetsTheAnswerNext() {
        BlockingQueue<HttpServerResponse> thinking = new LinkedBlockingQueue<>();
        model.behaves((request, response) -> thinking.add(response));
        widget.launch();
        widget.write("Do you ship to Norway?");
        widget.until("the model thinks", () -> !thinking.isEmpty());
        widget.reload();
        widget.until("the message is sent again", () -> widget.status().equals("Assistant is writing …"));
        complete(thinking, "Certainly.");
        widget.until("the answer is there", () -> widget.bubbles().contains("Certainly."));
        assertThat(widget.bubbles()).containsExactly("Hello! How can we help?", "Do you ship to Norway?", "Certainly.");
        assertThat(model.requests())
                .as("one question, whatever pages came and went")
                .hasSize(1);
    }

    @Test
    void tooManyMessagesWaitForTheirTurn() {
        widget.launch();
        for (int i = 0; i < 8; i++) {
            widget.write("Message " + i);
        }
        widget.until("the wait is said", () -> widget.status().startsWith("Too many messages at once."));
        accessible("limited");
        widget.until("all are answered in the end", () -> widget.bubbles().size() == 1 + 2 * 8);
        assertThat(widget.status()).isEmpty();
        assertThat(model.requests()).hasSize(8);
    }

    @Test
    void personTakesOverAnswersAndGoes() throws Exception {
        widget.launch();
        widget.write("I want to talk to a human");
        widget.until("it is said until when", () -> widget.status().startsWith("A person will answer by "));
        assertThat(widget.bubbles().get(2)).startsWith("We’re handing this conversation over");
        accessible("handoff");
        JsonObject ticket = inbox().getJsonObject(inbox().size() - 1);
        assertThat(ticket.encode()).contains("I want to talk to a human");

        widget.write("Are you there? " + MARKUP);
        widget.until("it is with the person", () -> widget.metas().get(3).endsWith("Sent"));
        assertThat(widget.bubbles()).as("the bot is silent").hasSize(4);

        desk("reply", "Here I am. " + MARKUP, "<b>Kim</b>");
        widget.until("the answer is there", () -> widget.bubbles().size() == 5);
        assertThat(widget.bubbles()).contains("Are you there? " + MARKUP, "Here I am. " + MARKUP);
        assertThat(widget.metas().get(4)).startsWith("<b>Kim</b> · ");
        assertThat(widget.status()).isEqualTo("You are talking with <b>Kim</b>.");
        assertThat(widget.parts(".bubble *:not(a), .meta b"))
                .as("text stays text")
                .isEmpty();
        assertThat(widget.script("return window.hacked")).isNull();
        accessible("person");

        widget.press(Keys.ESCAPE);
        desk("reply", "One more thing", "Kim");
        widget.until("the badge says so", () -> widget.launcher().getText().equals("1"));
        assertThat(widget.launcher().getDomAttribute("aria-label")).isEqualTo("Open chat, 1 new");
        accessible("unread");
        widget.launch();
        assertThat(widget.bubbles()).contains("One more thing");

        desk("resolve", null, "Kim");
        widget.until(
                "it is said who answers now",
                () -> widget.notes().contains("You are talking with the assistant again."));
        widget.write("Do you ship to Norway?");
        widget.until(
                "the bot answers again",
                () -> widget.bubbles().get(widget.bubbles().size() - 1).startsWith("I was given "));
        accessible("released");
    }

    @Test
    void personAnswersFromTheInbox() throws Exception {
        widget.launch();
        widget.write("I want to talk to a human");
        widget.until("it is said until when", () -> widget.status().startsWith("A person will answer by "));
        String conversation = inbox().getJsonObject(inbox().size() - 1).getString("conversationId");
        JsonObject message = new JsonObject()
                .put("_id", UUID.randomUUID().toString())
                .put("direction", "BUSINESS_TO_PARTICIPANT")
                .put(
                        "content",
                        new JsonObject()
                                .put(
                                        "basic",
                                        new JsonObject()
                                                .put(
                                                        "items",
                                                        new JsonArray()
                                                                .add(new JsonObject()
                                                                        .put("text", "It is on its way. /done")))));
        JsonObject data = new JsonObject().put("conversationId", conversation).put("message", message);
        post(site + "/wix/answer", new JsonObject().put("data", data), Map.of());
        widget.until("the answer is there", () -> widget.bubbles().contains("It is on its way."));
        widget.until("and the end", () -> widget.notes().contains("You are talking with the assistant again."));
    }

    @Test
    void conversationSurvivesReload() {
        widget.launch();
        widget.write("Do you ship to Norway?");
        widget.until("it is answered", () -> widget.bubbles().size() == 3);
        List<String> before = widget.bubbles();
        widget.reload();
        assertThat(widget.bubbles()).isEqualTo(before);
        assertThat(widget.focus()).as("nobody asked for the focus").isEmpty();
        widget.write("And to Iceland?");
        widget.until("in the same session", () -> widget.bubbles().contains("I was given 3 messages."));
    }

    @Test
    void whoLogsInBeginsAnew() throws Exception {
        widget.launch();
        widget.write("Do you ship to Norway?");
        widget.until("it is answered", () -> widget.bubbles().size() == 3);
        visitor("member-" + UUID.randomUUID());
        widget.write("And to Iceland?");
        widget.until(
                "as a new visitor",
                () -> widget.bubbles().contains("I was given 1 messages.")
                        && widget.bubbles().contains("And to Iceland?")
                        && !widget.notes().isEmpty());
        widget.until("it is answered", () -> widget.bubbles().size() == 3);
        assertThat(widget.bubbles())
                .as("nothing is seen of before")
                .containsExactly("Hello! How can we help?", "And to Iceland?", "I was given 1 messages.");
        assertThat(widget.notes()).containsExactly("A new conversation has begun.");
    }

    @Test
    void anotherTabSeesTheSame() {
        widget.launch();
        widget.write("Do you ship to Norway?");
        widget.until("it is answered", () -> widget.bubbles().size() == 3);
        widget.inAnotherTab(() -> {
            widget.launch();
            assertThat(widget.bubbles()).hasSize(3);
            widget.write("And to Iceland?");
            widget.until("in the same session", () -> widget.bubbles().contains("I was given 3 messages."));
        });
        widget.until("the first tab has it too", () -> widget.bubbles().size() == 5);
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void offlineIsSaidAndMadeGood() {
        widget.launch();
        widget.offline(true);
        try {
            widget.until("it is said", () -> widget.status().startsWith("You are offline."));
            widget.write("Do you ship to Norway?");
            accessible("offline");
            assertThat(widget.bubbles()).hasSize(2);
        } finally {
            widget.offline(false);
        }
        widget.until("it goes out", () -> widget.bubbles().contains("I was given 1 messages."));
    }

    @Test
    void rightToLeft() {
        widget.set("locale", "he");
        widget.launch();
        widget.write("איפה ההזמנה שלי?");
        widget.until("it is answered", () -> widget.bubbles().size() == 3);
        assertThat(widget.part(".root").getCssValue("direction")).isEqualTo("rtl");
        assertThat(widget.part(".panel").getLocation().x)
                .as("at the other side of the page")
                .isLessThan(100);
        assertThat(model.requests().get(0).encode()).contains("he");
        accessible("right-to-left");
    }

    @Test
    void keyboardIsEnough() {
        widget.press(Keys.TAB);
        assertThat(widget.focus()).isEqualTo("button.launcher");
        widget.press(Keys.ENTER);
        assertThat(widget.focus()).isEqualTo("textarea");
        widget.press("Do you ship");
        widget.pressShift(Keys.ENTER);
        widget.press("to Norway?", Keys.ENTER);
        widget.until("it is answered", () -> widget.bubbles().size() == 3);
        assertThat(widget.bubbles().get(1)).isEqualTo("Do you ship\nto Norway?");
        assertThat(widget.focus()).as("it stays where one writes").isEqualTo("textarea");
        widget.press(Keys.TAB);
        assertThat(widget.focus()).isEqualTo("button.send");
        for (int i = 0; i < 3; i++) {
            widget.pressShift(Keys.TAB);
        }
        assertThat(widget.focus()).as("writing, reading, closing").isEqualTo("button.close");
        widget.press(Keys.ESCAPE);
        assertThat(widget.focus()).isEqualTo("button.launcher");
        assertThat(widget.part(".panel").isDisplayed()).isFalse();
    }

    // ---

    private void accessible(String state) {
        assertThat(widget.violations(state)).as(state).isEmpty();
    }

    private static void complete(BlockingQueue<HttpServerResponse> thinking, String text) {
        JsonObject answer = StubModel.answer(text, "other", 0.9, "answer");
        try {
            StubModel.json(thinking.take(), 200, StubModel.completion(answer.encode(), "stop"));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void visitor(String id) throws Exception {
        post(site + "/wix/token", new JsonObject().put("subjectType", "VISITOR").put("subjectId", id), Map.of());
    }

    private JsonArray inbox() throws Exception {
        return new JsonArray(post(site + "/wix/inbox", new JsonObject(), Map.of()));
    }

    /** What a person does at a desk, for the ticket that was filed last. */
    private void desk(String type, String text, String agent) throws Exception {
        JsonObject event = new JsonObject()
                .put("eventId", UUID.randomUUID().toString())
                .put("ticketId", new JsonArray(post(site + "/wix/tickets", new JsonObject(), Map.of())).getString(0))
                .put("type", type)
                .put("text", text)
                .put("agent", new JsonObject().put("name", agent));
        String body = event.encode();
        post(
                function.url() + "/desk",
                event,
                Signed.headers(VeloIT.DESK_SECRET, event.getString("eventId"), body, Instant.now()));
    }

    private String post(String url, JsonObject body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
        headers.forEach(request::header);
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url + " " + response.body()).isEqualTo(200);
        return response.body();
    }
}
