package io.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad configuration stops the packaged function at its start, with one line that names what is wrong. */
class ConfigurationIT {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Map<String, String> GOOD = Map.of(
            "OPENAI_API_KEY", "k",
            "PARLEY_REDIS_URL", "redis://127.0.0.1:1",
            "PARLEY_SITES_DEFAULT_SIGNING_SECRETS", Signed.SECRET,
            "QUARKUS_MANAGEMENT_PORT", "0",
            "PORT", "0");

    private record Ended(int status, String out, String err) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENAI_API_KEY        |                  | OPENAI_API_KEY",
                "PARLEY_REDIS_URL      |                  | PARLEY_REDIS_URL",
                "PARLEY_REDIS_URL      | http://x         | PARLEY_REDIS_URL",
                "PARLEY_MODEL_URL      | ftp://x          | PARLEY_MODEL_URL",
                "PARLEY_MODEL_NAME     | gpt-unheard-of   | parley.prices.\"gpt-unheard-of\"",
                "PARLEY_DEADLINE       | 20s              | parley.deadline",
                "PARLEY_DEADLINE       | soon             | parley.deadline",
                "PARLEY_WINDOW_TURNS   | 500              | parley.window.turns",
                "PARLEY_WINDOW_TURNS   | many             | parley.window.turns",
                "PARLEY_LIMIT_SESSION  | 20 per minute    | parley.limit.session",
                "PARLEY_LIMIT_ADDRESS  | 0/1m             | parley.limit.address",
                "PARLEY_LOCALE         | tlh              | parley.locale",
                "PARLEY_HANDOFF_SLA    | 1s               | parley.handoff.sla",
                "PARLEY_HANDOFF_HOURS  | Mon-Fri          | parley.handoff.hours",
                "PARLEY_HANDOFF_DELIVERY_MAX_AGE | 1s     | parley.handoff.delivery-max-age",
                "PARLEY_QUEUES_BILLING_OVERDUE | maybe    | parley.queues.billing.overdue",
                "PARLEY_QUEUES_SECOND_LINE_HOLIDAYS | 02-30 | parley.queues.second-line.holidays",
                "PARLEY_SITES_MY_SHOP_HANDOFF_TIME_ZONE | Europe/Londres | parley.sites.my-shop.handoff.time-zone",
                "PARLEY_SITES_MY_SHOP_QUEUES_SECOND_LINE_SLA | 1s | parley.sites.my-shop.queues.second-line.sla",
                "PARLEY_MODEL_TEMPERATURE | 9             | parley.model.temperature",
                "PARLEY_SITES_DEFAULT_SIGNING_SECRETS |   | PARLEY_SITES_DEFAULT_SIGNING_SECRETS",
                "PARLEY_SITES_DEFAULT_SIGNING_SECRETS | whsec_c2hvcnQ= | parley.sites.default.signing-secrets",
                "PARLEY_SITES_MY_SHOP_SIGNING_SECRETS | secret | signing-secrets",
                "PARLEY_SITES_DEFAULT_ALLOWED_ORIGINS | https://a.example/x | parley.sites.default.allowed-origins",
                "PARLEY_SITES_DEFAULT_LINK_HOSTS | https://a.example | parley.sites.default.link-hosts",
                "PARLEY_OPERATOR_KEYS | ann:12 | parley.operator-keys",
                "PARLEY_FORWARDED_HOPS | -1 | parley.forwarded-hops",
                "PARLEY_CONCURRENCY | 0 | parley.concurrency",
                "PARLEY_BODY_TIMEOUT | 5m | parley.body-timeout",
                "PARLEY_BODY_TIMEOUT | 8001ms | parley.body-timeout must leave 1000 ms of parley.deadline",
                "PARLEY_GUARD_INPUT_ROLE_PLAY | maybe | parley.guard.input.role-play",
                "PARLEY_REDACT_LOGS | faces | parley.redact.logs",
                "PARLEY_MODE | off | parley.mode",
                "PARLEY_MODEL_SECOND_NAME | gpt-unheard-of | parley.prices.\"gpt-unheard-of\"",
                "PARLEY_MODEL_SECOND_URL | https://two.example/v1 | parley.model.second.name",
                "PARLEY_MODEL_SECOND_TEMPERATURE | 0.7 | parley.model.second.name",
                "PARLEY_MODEL_PROFILES_BIGGER_NAME | gpt-unheard-of | parley.prices.\"gpt-unheard-of\"",
                "PARLEY_MODEL_TIMEOUT | 1m | parley.model.timeout",
                "PARLEY_INTENTS_BILLING_PROFILE | biger | parley.intents.billing.profile",
                "PARLEY_INTENTS_BILLING_POLICY | maybe | parley.intents.billing.policy",
                "PARLEY_SITES_MY_SHOP_LOCALE | tlh | parley.sites.my-shop.locale",
                "PARLEY_CONFIG | src/test/resources/config/hole.yaml | parley.sites.default.replies.en.billing",
                "PARLEY_CONFIG | /nowhere/parley.yaml | PARLEY_CONFIG",
                "PARLEY_CONFIG | src/test/resources/config/malformed.yaml | PARLEY_CONFIG (malformed.yaml)",
                "PARLEY_CONFIG | src/test/resources/config/misspelt.yaml | parley.sites.default.voise",
                "PARLEY_SITES_MY_SHOP_VOICE | ' ' | parley.sites.my-shop.voice",
                "PARLEY_CONFIG | src/test/resources/config/prices.yaml | parley.prices.\"my-model\".input",
                "PARLEY_BUDGET_TOKENS | -1 | parley.budget.tokens",
                "PARLEY_BUDGET_USD | 1.0000000001 | parley.budget.usd",
                "PARLEY_SITES_DEFAULT_BUDGET_USD | 2000000 | parley.sites.default.budget-usd",
                "PARLEY_SITES_MY_SHOP_BUDGET_TOKENS | many | budget-tokens",
                "PARLEY_ALERTS_URL | https://alerts.example | parley.alerts.url",
                "PARLEY_ALERTS_SECRET | hush | parley.alerts",
                "PARLEY_ALERTS_ANOMALY_FACTOR | 1 | parley.alerts.anomaly-factor",
                "PARLEY_COMPUTE_BILLING | hour | parley.compute.billing",
                "PARLEY_COMPUTE_GRANULARITY | 1h | parley.compute.granularity",
                "PARLEY_CONFIG | src/test/resources/config/twice.yaml | PARLEY_CONFIG (twice.yaml) has a name twice: line 5, column 7",
                "PARLEY_CONFIG | src/test/java | PARLEY_CONFIG names a directory without a file",
                "PARLEY_CONFIG | src/test/resources/config/outside.yaml | PARLEY_CONFIG (outside.yaml) sets parly.mode",
                "PARLEY_CONFIG | src/test/resources/config/my-shop.yaml | parley.sites.my-shop.locale",
                "PARLEY_SITES_DEFUALT_VOICE | Warm. | parley.sites.defualt.voice",
                // With the variable in its place it would be a reply like any other.
                "PARLEY_SITES_DEFAULT_REPLIES_EN_BLOCKED | At ${PORT} | parley.sites.default.replies.en.blocked",
                "PARLEY_SITES_MY_SHOP_REPLIES_EN_ORDER_STATUS | <b> | parley.sites.my-shop.replies.en.order-status"
            })
    void badValueStopsTheStartByName(String variable, String value, String named) throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(GOOD);
        if (value == null) {
            environment.remove(variable);
        } else {
            environment.put(variable, value);
        }
        if (environment.toString().contains("MY_SHOP") || String.valueOf(value).contains("my-shop")) {
            environment.putIfAbsent("PARLEY_SITES_MY_SHOP_SIGNING_SECRETS", Signed.SECRET);
        }
        Ended ended = start(environment);
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.err + ended.out).contains(named).doesNotContain("\tat ");
    }

    @Test
    void timeoutThatLeavesTheSecondModelNoTimeStopsTheStart() throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(GOOD);
        environment.put("PARLEY_MODEL_TIMEOUT", "8s");
        environment.put("PARLEY_MODEL_SECOND_NAME", "gpt-4o-mini");
        Ended ended = start(environment);
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.err + ended.out)
                .contains("parley.model.timeout must leave the second model 1000 ms")
                .doesNotContain("\tat ");
    }

    @Test
    void variableThatSetsNothingIsNamedWithoutItsValue() throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(GOOD);
        environment.put("PARLEY_LIMT_SESSION", "hunter2");
        environment.put("PARLEY_LOCALE", "tlh");
        Ended ended = start(environment);
        assertThat(ended.status).isEqualTo(1);
        List<String> warnings =
                ended.out.lines().filter(l -> l.contains("sets nothing")).toList();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("PARLEY_LIMT_SESSION sets nothing")
                .contains("WARN");
        assertThat(ended.err + ended.out).doesNotContain("hunter2");
    }

    @Test
    void secretsAreNotEchoed() throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(GOOD);
        environment.put("PARLEY_REDIS_URL", "rediss//user:hunter2@host");
        Ended ended = start(environment);
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.err + ended.out).contains("PARLEY_REDIS_URL").doesNotContain("hunter2");

        environment = new java.util.HashMap<>(GOOD);
        environment.put("PARLEY_SITES_DEFAULT_SIGNING_SECRETS", "whsec_aHVudGVyMg==");
        environment.put("PARLEY_OPERATOR_KEYS", "ann:hunter2");
        ended = start(environment);
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.err + ended.out)
                .contains("parley.")
                .doesNotContain("hunter2")
                .doesNotContain("aHVudGVyMg");
    }

    private static Ended start(Map<String, String> environment) throws IOException, InterruptedException {
        assumeTrue(Files.exists(JAR), "the native package is tested by ChatIT alone");
        Path out = Files.createTempFile("parley", ".out");
        Path err = Files.createTempFile("parley", ".err");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(java, "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean exited = process.waitFor(30, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        String stdout = Files.readString(out, StandardCharsets.UTF_8);
        String stderr = Files.readString(err, StandardCharsets.UTF_8);
        Files.delete(out);
        Files.delete(err);
        return new Ended(exited ? process.exitValue() : -1, stdout, stderr);
    }
}
