package io.parley;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** What the packaged function needs around it: a real Redis, a stub model, and a key. */
public class PackagedServers implements QuarkusTestResourceLifecycleManager {
    public static final String OPERATOR_KEY = "an operator key of the integration tests";

    private static int managementPort;

    private RedisProcess redis;
    private StubModel model;

    @Override
    public Map<String, String> start() {
        redis = RedisProcess.start();
        int modelPort = RedisProcess.freePort();
        managementPort = RedisProcess.freePort();
        model = new StubModel(modelPort);
        model.behaves((request, response) -> {
            int turns = request.getJsonArray("messages").size() - 2;
            StubModel.json(
                    response,
                    200,
                    StubModel.completion(
                            StubModel.answer("I was given " + turns + " messages.", "other", 0.9, "answer")
                                    .encode(),
                            "stop"));
        });
        return Map.of(
                "parley.redis.url",
                redis.url(),
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
