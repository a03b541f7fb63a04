package io.parley;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** What the packaged function needs around it: a real Redis, a stub model, and a key. */
public class PackagedServers implements QuarkusTestResourceLifecycleManager {
    private RedisProcess redis;
    private StubModel model;

    @Override
    public Map<String, String> start() {
        redis = RedisProcess.start();
        int modelPort = RedisProcess.freePort();
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
                "test-key");
    }

    @Override
    public void stop() {
        model.close();
        redis.kill();
    }
}
