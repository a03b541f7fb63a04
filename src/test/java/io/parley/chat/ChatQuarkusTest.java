package io.parley.chat;

import static io.restassured.RestAssured.given;

import io.parley.OpenApiContract;
import io.parley.RedisProcess;
import io.parley.StubModel;
import io.parley.TestServers;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the running function share: the stub model, the real Redis, and the contract that all traffic is held against. */
@WithTestResource(TestServers.class)
abstract class ChatQuarkusTest {
    @Inject
    StubModel model;

    @Inject
    RedisProcess redisProcess;

    @Inject
    RedisDataSource redis;

    @Inject
    CircuitBreakerMaintenance breakers;

    private final AtomicInteger messages = new AtomicInteger();
    final String session = UUID.randomUUID().toString();

    @BeforeEach
    void reset() {
        model.reset();
        breakers.resetAll();
        redis.execute("DEL", "parley:v1:{default}:mode");
    }

    /** The next message of this test's session. */
    JsonObject message(String text) {
        return new JsonObject()
                .put("sessionId", session)
                .put("messageId", "m" + messages.incrementAndGet())
                .put("text", text);
    }

    static RequestSpecification request() {
        return given().filter(new OpenApiContract()).contentType("application/json");
    }

    static Response post(JsonObject message) {
        return request().body(message.encode()).post("/chat");
    }

    JsonObject answered(JsonObject message) {
        return new JsonObject(post(message).then().statusCode(200).extract().asString());
    }

    JsonObject answered(String text) {
        return answered(message(text));
    }

    /** Role and content of every message of the last prompt but its rules and data. */
    List<String> lastConversation() {
        JsonObject request = model.requests().get(model.requests().size() - 1);
        return request.getJsonArray("messages").stream()
                .map(JsonObject.class::cast)
                .skip(2)
                .map(m -> m.getString("role") + ": " + m.getString("content"))
                .toList();
    }
}
