package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.parley.settings.SiteVariables;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeConfigurationTest {
    @Test
    void everyMappingIsKnown() {
        List<String> mappings = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.parley").stream()
                        .filter(c -> c.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(WholeConfiguration.MAPPINGS.stream().map(Class::getName))
                .containsExactlyInAnyOrderElementsOf(mappings);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PARLEY_LIMT_SESSION",
                "PARLEY_LIMIT",
                "PARLEY_LIMIT_SESSION_",
                "PARLEY_SITE_DEFAULT_SIGNING_SECRETS",
                "PARLEY_SITES_MY_SHOP_VOISE",
                "PARLEY_SITES_SHOP_INTENTS_REFUNDS_POLICY",
                "PARLEY_MODEL_PROFILES_MY_PROFILE_NAME",
                "PARLEY_SITES_MY_SHOP_EXAMPLES_0__QUESTION",
                "PARLEY_QUEUES_BILLING_QUEUE",
                "PARLEY_QUEUES_SLA",
                "PARLEY_SITES_MY_SHOP_HANDOFF_DELIVERY_MAX_AGE",
                "PARLEY_SITES_MY_SHOP_QUEUES_SECOND_LINE_HOUR",
            })
    void variableThatSetsNothingIsNamed(String variable) {
        assertThat(WholeConfiguration.misspelt(List.of("PATH", variable, "PARLEY_LOCALE")))
                .containsExactly(variable);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PARLEY_CONFIG",
                "PARLEY_MODE",
                "PARLEY_LIMIT_SESSION",
                "PARLEY_BODY_TIMEOUT",
                "PARLEY_MODEL_SECOND_OPENAI_HINTS",
                "PARLEY_MODEL_PROFILES_CAREFUL_MAX_OUTPUT_TOKENS",
                "PARLEY_MODEL_PROFILES__VERY_CAREFUL__NAME",
                "PARLEY_PRICES__GPT_4_1_MINI__CACHED_INPUT",
                "PARLEY_INTENTS_ORDER_STATUS_QUEUE",
                "PARLEY_SITES_MY_SHOP_SIGNING_SECRETS",
                "PARLEY_SITES_MY_SHOP_REPLIES_EN_ORDER_STATUS",
                "PARLEY_SITES_SHOP_REPLIES_EN_HUMAN_OWNS",
                "PARLEY_SITES_SHOP_EXAMPLES_0__QUESTION",
                "PARLEY_HANDOFF_TIME_ZONE",
                "PARLEY_QUEUES_SECOND_LINE_OVERDUE_MARGIN",
                "PARLEY_SITES_SHOP_QUEUES_BILLING_SLA",
                "PARLEY_SITES_MY_SHOP_QUEUES_SECOND_LINE_HOURS",
                "PARLEY_PORT",
                "PARLEY_PORT_8080_TCP_ADDR",
                "PARLEY_SERVICE_HOST",
                "PARLEY_SERVICE_PORT_HTTP",
                "PARLEY_REDIS_SERVICE_HOST",
                "PARLEY_REDIS_PORT_6379_TCP",
                "PARLOUR_LIMT_SESSION",
            })
    void variableThatSetsSomethingOrIsOfAServiceIsNot(String variable) {
        assertThat(WholeConfiguration.misspelt(List.of(variable))).isEmpty();
    }

    /** What the list of the README puts into one cell, it writes as the first in full and the ends of the others. */
    @Test
    void everyVariableOfTheReadmeIsOne() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher row = Pattern.compile("(?m)^\\| `(PARLEY_[A-Z_<>]+)`").matcher(readme);
        List<String> variables = row.results()
                .map(r -> r.group(1)
                        .replace("<SITE>", "MY_SHOP")
                        .replace("<INTENT>", "ORDER_STATUS")
                        .replace("<LANGUAGE>", "EN")
                        .replace("<REPLY>", "HUMAN_OWNS")
                        .replace("<NAME>", "CAREFUL")
                        .replace("<QUEUE>", "SECOND_LINE")
                        .replace("<REASON>", "ROLE_PLAY"))
                .toList();
        assertThat(variables).hasSizeGreaterThan(40);
        assertThat(WholeConfiguration.misspelt(variables)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{defualt: {voice: Warm.}}",
                "{defualt: {replies: {en: {other: Later.}}}}",
                "{defualt: {intents: {refund: {policy: handoff}}}}",
                "{defualt: {examples: [{question: Q, answer: A}]}}",
                "{defualt: {link-hosts: shop.example}}",
                "{Shop: {voice: Warm.}, my_shop: {voice: Warm.}, defualt: {locale: de}}",
            })
    void settingOfASiteThatNobodyMayCallIsFoundByName(String sites) {
        assertThat(ofNobody(Map.of(), sites)).isNotEmpty().allMatch(name -> name.startsWith("parley.sites.defualt."));
    }

    @Test
    void settingFromTheEnvironmentIsToo() {
        assertThat(ofNobody(Map.of("PARLEY_SITES_HER_SHOP_VOICE", "Warm."), "{}"))
                .containsExactly("parley.sites.her-shop.voice");
        assertThat(ofNobody(Map.of("PARLEY_SITES_DEFAULT_LOCALE", "de"), "{}"))
                .as("a site like all others")
                .containsExactly("parley.sites.default.locale");
    }

    @Test
    void settingsOfSitesThatMayCallAreNot() {
        Map<String, String> variables = Map.of(
                "PARLEY_SITES_MY_SHOP_VOICE", "Warm.",
                "PARLEY_SITES_MY_SHOP_REPLIES_EN_ORDER_STATUS", "Later.",
                "PARLEY_SITES_SHOP_REPLIES_EN_ORDER_STATUS", "Later.",
                "PARLEY_SITES_MY_SHOP_INTENTS_OTHER_QUEUE", "other",
                "PARLEY_SITES_GONE_SIGNING_SECRETS", "");
        assertThat(ofNobody(variables, "{SHOP: {facts: We sell mugs.}, my.shop: {policies: None.}}"))
                .isEmpty();
    }

    /** Where shop and my-shop may call. */
    private static List<String> ofNobody(Map<String, String> variables, String sites) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(
                        new EnvConfigSource(variables, 300),
                        new SiteVariables(variables),
                        new YamlConfigSource("file", "{parley: {sites: " + sites + "}}", 290))
                .build();
        Set<String> callers = Set.of("shop", "my-shop");
        return WholeConfiguration.settingsOfSites(config)
                .filter(name -> !WholeConfiguration.isSiteOf(name, id -> callers.contains(id.value())))
                .toList();
    }
}
