package io.parley.edge;

import io.parley.Sha256;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The edge as production has it: two sites, one of them with a second secret and a page that may call, and two operators. */
public class SecuredProfile implements QuarkusTestProfile {
    static final String OLD = secret("the secret of last year, still valid");
    static final String NEW = secret("the secret of this year, and longer");
    static final String OTHER = secret("the secret of quite another site");
    static final String ORIGIN = "https://www.shop.example";
    static final String ANN = "ann's key, which is random and long";
    static final String BOB = "bob's key, which is random and long";
    static final int CONCURRENCY = 100;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        config.put("parley.sites.my-shop.signing-secrets", OLD + "," + NEW);
        config.put("parley.sites.my-shop.allowed-origins", ORIGIN);
        config.put("parley.sites.other.signing-secrets", OTHER);
        config.put("parley.sites.other.allowed-origins", "https://other.example");
        // Set for all tests, and of a site that nobody can call here.
        config.put("parley.sites.default.link-hosts", "");
        config.put("parley.operator-keys", "ann:" + Sha256.hex(ANN) + ",bob:" + Sha256.hex(BOB));
        config.put("parley.forwarded-hops", "1");
        config.put("parley.concurrency", Integer.toString(CONCURRENCY));
        config.put("parley.body-timeout", "500ms");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of();
    }

    private static String secret(String text) {
        return "whsec_" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
