package io.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SiteVariablesTest {
    @Test
    void namesOfSeveralWordsAreToldFromWhatIsSetOfThem() {
        SiteVariables variables = new SiteVariables(Map.of(
                "PARLEY_SITES_MY_SHOP_SIGNING_SECRETS", "a",
                "PARLEY_SITES_MY_OTHER_SHOP_2_LINK_HOSTS", "b",
                "PARLEY_SITES_DEFAULT_SIGNING_SECRETS", "of one word: the environment's own",
                "PARLEY_SITES__MY_SHOP__CONTACTS", "quoted: the environment's own",
                "PARLEY_SITES_MY_SHOP_COLOUR", "no setting",
                "OTHER_PARLEY_SITES_MY_SHOP_CONTACTS", "no variable of ours"));
        assertThat(variables.getPropertyNames())
                .containsExactlyInAnyOrder(
                        "parley.sites.\"my-shop\".signing-secrets", "parley.sites.\"my-other-shop-2\".link-hosts");
        assertThat(variables.getValue("parley.sites.\"my-shop\".signing-secrets"))
                .isEqualTo("a");
        assertThat(variables.getValue("parley.sites.default.signing-secrets")).isNull();
    }
}
