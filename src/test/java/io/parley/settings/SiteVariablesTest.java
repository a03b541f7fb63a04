package io.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.turn.Intent;
import io.parley.turn.Language;
import io.parley.turn.Resources;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteVariablesTest {
    /** As the features map it, in one. */
    @ConfigMapping(prefix = "parley")
    interface Mapped {
        Map<String, Site> sites();

        interface Site {
            Optional<String> voice();

            Optional<String> facts();

            Optional<List<String>> signingSecrets();

            Map<String, Map<String, String>> replies();
        }
    }

    @Test
    void namesOfSeveralWordsAreToldFromWhatIsSetOfThem() {
        SiteVariables variables = new SiteVariables(Map.of(
                "PARLEY_SITES_MY_SHOP_SIGNING_SECRETS", "a",
                "PARLEY_SITES_MY_OTHER_SHOP_2_LINK_HOSTS", "b",
                "PARLEY_SITES_DEFAULT_SIGNING_SECRETS", "c",
                "PARLEY_SITES__MY_SHOP__CONTACTS", "quoted: the environment's own",
                "PARLEY_SITES_MY_SHOP_COLOUR", "no setting",
                "PARLEY_SITES_VOICE", "no site",
                "OTHER_PARLEY_SITES_MY_SHOP_CONTACTS", "no variable of ours"));
        assertThat(variables.getPropertyNames())
                .containsExactlyInAnyOrder(
                        "parley.sites.my-shop.signing-secrets",
                        "parley.sites.my-other-shop-2.link-hosts",
                        "parley.sites.default.signing-secrets");
        assertThat(variables.getValue("parley.sites.my-shop.signing-secrets")).isEqualTo("a");
        assertThat(SiteVariables.isOne("PARLEY_SITES_MY_SHOP_SIGNING_SECRETS")).isTrue();
        assertThat(SiteVariables.isOne("PARLEY_SITES_MY_SHOP_COLOUR")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "PARLEY_SITES_MY_SHOP_BUDGET_TOKENS, parley.sites.my-shop.budget-tokens",
        "PARLEY_SITES_MY_SHOP_BUDGET_USD, parley.sites.my-shop.budget-usd",
        "PARLEY_SITES_MY_SHOP_INTENTS_BILLING_POLICY, parley.sites.my-shop.intents.billing.policy",
        "PARLEY_SITES_MY_SHOP_INTENTS_ORDER_STATUS_QUEUE, parley.sites.my-shop.intents.order-status.queue",
        "PARLEY_SITES_MY_SHOP_REPLIES_EN_BLOCKED, parley.sites.my-shop.replies.en.blocked",
        "PARLEY_SITES_MY_SHOP_REPLIES_DE_HUMAN_OWNS, parley.sites.my-shop.replies.de.human-owns",
        "PARLEY_SITES_SHOP_REPLIES_EN_ORDER_STATUS, parley.sites.shop.replies.en.order-status",
        "PARLEY_SITES_FACTS_VOICE, parley.sites.facts.voice",
        "PARLEY_SITES_MY_SHOP_HANDOFF_TIME_ZONE, parley.sites.my-shop.handoff.time-zone",
        "PARLEY_SITES_MY_SHOP_DESK_EVENTS_SECRET, parley.sites.my-shop.desk.events-secret",
        "PARLEY_SITES_MY_SHOP_QUEUES_BIG_SPENDERS_DESK_URL, parley.sites.my-shop.queues.big-spenders.desk.url",
        "PARLEY_QUEUES_BIG_SPENDERS_DESK_KIND, parley.queues.big-spenders.desk.kind",
        "PARLEY_QUEUES_BIG_SPENDERS_OVERDUE_MARGIN, parley.queues.big-spenders.overdue-margin",
        "PARLEY_SITES_MY_SHOP_REPLIES_EN_HANDOFF_LATE_WAITING, parley.sites.my-shop.replies.en.handoff-late-waiting",
        "PARLEY_SITES_MY_SHOP_HANDOFF_QUEUE, parley.sites.my-shop.handoff.queue",
        "PARLEY_SITES_MY_SHOP_HANDOFF_OVERDUE_MARGIN, parley.sites.my-shop.handoff.overdue-margin",
        "PARLEY_SITES_MY_SHOP_QUEUES_SECOND_LINE_TIME_ZONE, parley.sites.my-shop.queues.second-line.time-zone",
        "PARLEY_SITES_SHOP_QUEUES_BILLING_OVERDUE, parley.sites.shop.queues.billing.overdue",
        "PARLEY_QUEUES_SECOND_LINE_HOLIDAYS, parley.queues.second-line.holidays",
    })
    void settingsOfSeveralWordsAreToldFromTheSitesName(String variable, String property) {
        assertThat(new SiteVariables(Map.of(variable, "x")).getPropertyNames()).containsExactly(property);
    }

    @Test
    void everyIntentAndEveryReplyOfEveryLanguageHasOne() throws IOException {
        for (Intent intent : Intent.values()) {
            for (String of : List.of("POLICY", "PROFILE", "QUEUE")) {
                assertThat(SiteVariables.isOne("PARLEY_SITES_A_B_INTENTS_" + intent.name() + '_' + of))
                        .as(intent.name())
                        .isTrue();
            }
        }
        Properties replies = new Properties();
        replies.load(new StringReader(Resources.text("replies/en.properties")));
        for (Language language : Language.values()) {
            for (String reply : replies.stringPropertyNames()) {
                String key = reply.replace('-', '_').toUpperCase(Locale.ROOT);
                assertThat(SiteVariables.isOne("PARLEY_SITES_A_B_REPLIES_" + language.name() + '_' + key))
                        .as(reply)
                        .isTrue();
            }
        }
    }

    @Test
    void siteWithADashHasItsSecretInTheEnvironmentAndItsTextsInTheFile() {
        Mapped.Site site = mapped(
                        Map.of(
                                "PARLEY_SITES_MY_SHOP_SIGNING_SECRETS",
                                "secret",
                                "PARLEY_SITES_MY_SHOP_VOICE",
                                "by env"),
                        "{parley: {sites: {my-shop: {voice: by file, facts: by file, replies: {en: {other: by file}}}}}}")
                .get("my-shop");
        assertThat(site.signingSecrets()).contains(List.of("secret"));
        assertThat(site.voice()).as("the environment wins").contains("by env");
        assertThat(site.facts()).contains("by file");
        assertThat(site.replies().get("en")).containsEntry("other", "by file");
    }

    @Test
    void noSiteIsMadeUpOfTheFirstWordOfANameOfSeveral() {
        Map<String, String> variables = new HashMap<>();
        for (String of : List.of("VOICE", "REPLIES_EN_ORDER_STATUS", "REPLIES_EN_BLOCKED")) {
            variables.put("PARLEY_SITES_MY_SHOP_" + of, "x");
        }
        Map<String, Mapped.Site> sites = mapped(variables, "{}");
        assertThat(sites).containsOnlyKeys("my-shop");
        assertThat(sites.get("my-shop").replies().get("en")).containsOnlyKeys("order-status", "blocked");
    }

    private static Map<String, Mapped.Site> mapped(Map<String, String> variables, String yaml) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(Mapped.class)
                .withSources(
                        new EnvConfigSource(variables, 300),
                        new SiteVariables(variables),
                        new YamlConfigSource("file", yaml, 290))
                .build()
                .getConfigMapping(Mapped.class)
                .sites();
    }
}
