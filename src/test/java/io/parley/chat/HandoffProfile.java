package io.parley.chat;

import io.parley.RedisProcess;
import io.parley.Sha256;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** People behind the bot: a desk that is told by webhook, one queue whose tickets stay with people, and one of which nobody is told. */
public class HandoffProfile implements QuarkusTestProfile {
    static final String KEY = "ann's key, which is random and long";
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String OTHER_SECRET = "whsec_AAKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        config.put("parley.operator-keys", "ann:" + Sha256.hex(KEY));
        int port = RedisProcess.freePort();
        config.put("test.desk.port", Integer.toString(port));
        config.put("parley.desk.kind", "webhook");
        config.put("parley.desk.url", "http://127.0.0.1:" + port + "/hook");
        config.put("parley.desk.secret", SECRET);
        config.put("parley.intents.billing.queue", "billing");
        config.put("parley.queues.billing.overdue", "escalate");
        config.put("parley.intents.refund.queue", "refunds");
        config.put("parley.queues.refunds.desk.kind", "none");
        config.put("parley.queues.refunds.desk.events-secret", OTHER_SECRET);
        config.put("parley.limit.session", "off");
        config.put("parley.limit.updates", "60/1m");
        // An attempt to deliver is to have its two seconds.
        config.put("parley.deadline", "6s");
        config.put("parley.redis.timeout", "2s");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of();
    }
}
