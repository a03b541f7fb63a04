package io.parley.handoff.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.turn.SiteId;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesksTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final SiteId SHOP = new SiteId("my-shop");
    private static final SiteId OTHER = new SiteId("other");

    @Test
    void mostParticularDeskCountsAsAWhole() {
        Desks desks = DeskFakes.desks(Map.of(
                "parley.desk.kind", "webhook",
                "parley.desk.url", "https://all.example/hook/",
                "parley.desk.secret", SECRET,
                "parley.queues.billing.desk.kind", "slack",
                "parley.queues.billing.desk.url", "https://slack.example/b",
                "parley.sites.my-shop.desk.kind", "none",
                "parley.sites.my-shop.queues.billing-vip.desk.kind", "slack",
                "parley.sites.my-shop.queues.billing-vip.desk.url", "https://slack.example/v"));
        assertThat(desks.settings(OTHER, "support").url()).isEqualTo("https://all.example/hook");
        assertThat(desks.settings(OTHER, "billing").url()).isEqualTo("https://slack.example/b");
        assertThat(desks.settings(OTHER, "billing").secret())
                .as("nothing of another level")
                .isEmpty();
        assertThat(desks.kindOf(SHOP, "support")).isEqualTo(DeskKind.NONE);
        assertThat(desks.kindOf(SHOP, "billing"))
                .as("the site counts before the queue")
                .isEqualTo(DeskKind.NONE);
        assertThat(desks.settings(SHOP, "billing-vip").url()).isEqualTo("https://slack.example/v");
        assertThat(desks.settings(SHOP, "billing_vip").url())
                .as("as a variable names it")
                .isEqualTo("https://slack.example/v");
    }

    @Test
    void nobodyIsToldWhereNothingIsSet() {
        assertThat(DeskFakes.desks(Map.of()).kindOf(OTHER, "support")).isEqualTo(DeskKind.NONE);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            url=https://x.example                                        | parley.desk.url
            events-secret=0123456789abcdef                               | parley.desk.events-secret
            kind=webhook secret=@                                        | parley.desk.url
            kind=webhook url=https://x.example                           | parley.desk.secret
            kind=webhook url=https://x.example secret=hunter2            | parley.desk.secret
            kind=webhook url=ftp://x.example secret=@                    | parley.desk.url
            kind=webhook url=https://x.example secret=@ user=ann         | parley.desk.user
            kind=webhook url=https://x.example secret=@ events-secret=no | parley.desk.events-secret
            kind=chatwoot url=https://x.example secret=t inbox=1         | parley.desk.account
            kind=chatwoot url=https://x.example secret=t account=1       | parley.desk.inbox
            kind=zendesk url=https://x.example secret=t                  | parley.desk.user
            kind=zendesk url=https://x.example secret=t user=a events-secret=short | parley.desk.events-secret
            kind=freshdesk url=https://x.example                         | parley.desk.secret
            kind=slack                                                   | parley.desk.url
            kind=slack url=https://x.example secret=t                    | parley.desk.secret
            kind=none url=https://x.example                              | parley.desk.url
            """)
    void wrongDeskStopsTheStartByName(String set, String property) {
        Map<String, String> properties = new HashMap<>();
        for (String one : set.split(" ")) {
            properties.put("parley.desk." + one.split("=", 2)[0], one.split("=", 2)[1].replace("@", SECRET));
        }
        assertThatThrownBy(() -> DeskFakes.desks(properties))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(property + " ")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining(SECRET);
    }
}
