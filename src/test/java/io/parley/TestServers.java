package io.parley;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A real Redis, and the port of a stub model, for tests that boot Quarkus. */
public class TestServers implements QuarkusTestResourceLifecycleManager {
    private RedisProcess redis;

    @Override
    public Map<String, String> start() {
        redis = RedisProcess.start();
        int modelPort = RedisProcess.freePort();
        return Map.of(
                "parley.redis.url", redis.url(),
                "test.redis.port", Integer.toString(redis.port()),
                "parley.model.url", "http://127.0.0.1:" + modelPort + "/v1",
                "test.model.port", Integer.toString(modelPort));
    }

    @Override
    public void stop() {
        redis.kill();
    }
}
