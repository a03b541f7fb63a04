package io.parley;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What the packaged function needs around it: a real Redis, a stub model, and a key. */
public class PackagedServers implements QuarkusTestResourceLifecycleManager {
    public static final String OPERATOR_KEY = "an operator key of the integration tests";

    private static int managementPort;
    private static StubModel model;

    private RedisProcess redis;

    @Override
    public Map<String, String> start() {
        redis = RedisProcess.start();
        int modelPort = RedisProcess.freePort();
        managementPort = RedisProcess.freePort();
        model = new StubModel(modelPort);
        answer();
        return Map.of(
                "parley.redis.url",
                redis.url(),
                // What is not about this bound must not depend on it.
                "parley.redis.timeout",
                "2s",
                "parley.model.url",
                "http://127.0.0.1:" + modelPort + "/v1",
                "parley.model.api-key",
                "test-key",
                "parley.sites.default.signing-secrets",
                Signed.SECRET,
                "parley.operator-keys",
                "it:" + Sha256.hex(OPERATOR_KEY),
                // Two servers of which one has the port 0 cannot be told apart in the metrics.
                "quarkus.http.port",
                Integer.toString(RedisProcess.freePort()),
                "quarkus.management.port",
                Integer.toString(managementPort));
    }

    /** The model that the packaged function asks. */
    public static StubModel model() {
        return model;
    }

    /** From now on the model says how many messages it was given, as it does from the start. */
    public static void answer() {
        model.behaves((request, response) -> StubModel.json(response, 200, counted(request)));
    }

    /** What the model says by default. */
    public static JsonObject counted(JsonObject request) {
        int turns = request.getJsonArray("messages").size() - 2;
        return StubModel.completion(
                StubModel.answer("I was given " + turns + " messages.", "other", 0.9, "answer")
                        .encode(),
                "stop");
    }

    /** Where the packaged function says how it is. */
    public static String management() {
        return "http://127.0.0.1:" + managementPort;
    }

    @Override
    public void stop() {
        model.close();
        redis.kill();
    }
}
