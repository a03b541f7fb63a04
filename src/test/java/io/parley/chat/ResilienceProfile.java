package io.parley.chat;

import io.parley.RedisProcess;
import io.parley.Sha256;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that keeps answers coming: a second model, profiles, policies, a breaker that is quick, and an operator. */
public class ResilienceProfile implements QuarkusTestProfile {
    static final String OPERATOR_KEY = "the operator's key, which is random and long";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        int secondPort = RedisProcess.freePort();
        config.put("test.second.port", Integer.toString(secondPort));
        config.put("parley.deadline", "4s");
        config.put("parley.model.timeout", "1500ms");
        config.put("parley.model.second.name", "mistral-small");
        config.put("parley.model.second.provider", "mistral_ai");
        config.put("parley.model.second.url", "http://127.0.0.1:" + secondPort + "/v1");
        config.put("parley.model.second.api-key", "the-second-key");
        config.put("parley.model.second.openai-hints", "false");
        config.put("parley.prices.\"mistral_ai/mistral-small\".input", "100");
        config.put("parley.prices.\"mistral_ai/mistral-small\".output", "300");
        config.put("parley.model.breaker.requests", "4");
        config.put("parley.model.breaker.delay", "500ms");
        config.put("parley.model.profiles.bigger.name", "gpt-5.4-mini");
        config.put("parley.model.profiles.bigger.reasoning-effort", "medium");
        config.put("parley.intents.technical.profile", "bigger");
        config.put("parley.intents.billing.policy", "answer-then-handoff");
        config.put("parley.intents.billing.queue", "finance");
        config.put("parley.intents.refund.policy", "handoff");
        config.put("parley.intents.account.policy", "static");
        config.put("parley.sites.german.locale", "de");
        config.put("parley.sites.german.intents.refund.policy", "answer");
        config.put("parley.sites.german.facts", "Support: help@laden.example, Öffnungszeiten 9 bis 17 Uhr.");
        config.put("parley.sites.german.replies.de.order-status", "[Bestellung {order.number}: b|B]itte später.");
        config.put("parley.operator-keys", "ann:" + Sha256.hex(OPERATOR_KEY));
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of();
    }
}
