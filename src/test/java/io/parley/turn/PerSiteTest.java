package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerSiteTest {
    @Test
    void siteIsFoundInWhateverSpelling() {
        PerSite<String> sites = PerSite.of(Map.of("my-shop", 1), "others", (property, n) -> property + n);
        assertThat(sites.of(new SiteId("My_Shop"))).isEqualTo("parley.sites.my-shop.1");
        assertThat(sites.of(new SiteId("my-shop"))).isEqualTo("parley.sites.my-shop.1");
        assertThat(sites.of(new SiteId("my-shop-2"))).isEqualTo("others");
        assertThat(sites.of(SiteId.DEFAULT)).isEqualTo("others");
    }

    @Test
    void twoSpellingsOfOneSiteAreRefused() {
        assertThatThrownBy(() -> PerSite.of(Map.of("a-b", 1, "A.b", 2), "", (property, n) -> ""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("names a site twice");
    }
}
