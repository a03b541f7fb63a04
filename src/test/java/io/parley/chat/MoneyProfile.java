package io.parley.chat;

import io.parley.RedisProcess;
import io.parley.Sha256;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One site with a budget, an operator, and somebody who listens to alerts. */
public class MoneyProfile implements QuarkusTestProfile {
    static final String KEY = "ann's key, which is random and long";
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final long TOKENS = 330_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        config.put("parley.operator-keys", "ann:" + Sha256.hex(KEY));
        config.put("parley.budget.tokens", Long.toString(TOKENS));
        config.put("parley.alerts.url", "http://127.0.0.1:" + RedisProcess.freePort() + "/hook");
        config.put("parley.alerts.secret", SECRET);
        config.put("parley.limit.session", "off");
        config.put("parley.deadline", "2s");
        // What a busy machine makes of the bound is another test's matter.
        config.put("parley.redis.timeout", "2s");
        // Many of its calls fail, and all shall be made.
        config.put("parley.model.breaker.requests", "1000");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of();
    }
}
