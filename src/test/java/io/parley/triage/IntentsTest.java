package io.parley.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.Mappings;
import io.parley.triage.Intents.Rule;
import io.parley.turn.Intent;
import io.parley.turn.SiteId;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IntentsTest {
    private static final SiteId SHOP = new SiteId("shop");
    private static final Intents BUILT_IN = intents(Map.of());

    @ParameterizedTest
    @EnumSource
    void builtInDataAnswersAllButAWishForAPerson(Intent intent) {
        IntentPolicy policy = intent == Intent.HUMAN ? IntentPolicy.HANDOFF : IntentPolicy.ANSWER;
        assertThat(BUILT_IN.rule(SHOP, intent)).isEqualTo(new Rule(policy, "standard", Optional.empty()));
        assertThat(BUILT_IN.profiles()).isEmpty();
    }

    @Test
    void siteWinsOverAllSitesAndTheseOverTheData() {
        Intents intents = intents(Map.of(
                "parley.intents.order-status.policy", "answer-then-handoff",
                "parley.intents.order-status.queue", "orders",
                "parley.intents.billing.profile", "bigger",
                "parley.sites.shop.intents.order-status.policy", "static",
                "parley.sites.shop.intents.billing.queue", "finance"));
        SiteId other = new SiteId("other");
        assertThat(intents.rule(SHOP, Intent.ORDER_STATUS))
                .isEqualTo(new Rule(IntentPolicy.STATIC, "standard", Optional.of("orders")));
        assertThat(intents.rule(other, Intent.ORDER_STATUS))
                .isEqualTo(new Rule(IntentPolicy.ANSWER_THEN_HANDOFF, "standard", Optional.of("orders")));
        assertThat(intents.rule(SHOP, Intent.BILLING))
                .isEqualTo(new Rule(IntentPolicy.ANSWER, "bigger", Optional.of("finance")));
        assertThat(intents.rule(other, Intent.BILLING))
                .isEqualTo(new Rule(IntentPolicy.ANSWER, "bigger", Optional.empty()));
        assertThat(intents.profiles()).containsExactly(Map.entry("parley.intents.billing.profile", "bigger"));
    }

    @Test
    void wrongQueueIsRefusedByName() {
        assertThatThrownBy(() -> intents(Map.of("parley.sites.shop.intents.human.queue", "a b")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.sites.shop.intents.human.queue must be");
    }

    @ParameterizedTest
    @CsvSource({
        "ANSWER, ANSWER, ANSWER",
        "ANSWER, ANSWER_THEN_HANDOFF, ANSWER_THEN_HANDOFF",
        "ANSWER, HANDOFF, HANDOFF",
        "ANSWER, STATIC, STATIC",
        "ANSWER_THEN_HANDOFF, HANDOFF, HANDOFF",
        "ANSWER_THEN_HANDOFF, STATIC, STATIC",
    })
    void ofTwoPoliciesNoneIsLoosened(IntentPolicy one, IntentPolicy other, IntentPolicy both) {
        assertThat(one.and(other)).isEqualTo(both);
        assertThat(other.and(one)).isEqualTo(both);
    }

    private static Intents intents(Map<String, String> properties) {
        return new Intents(Mappings.of(IntentsConfig.class, properties));
    }
}
