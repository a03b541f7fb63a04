package io.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.Map;
import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTextsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Written ${NAME} on the card",
                "The key is ${OPENAI_API_KEY}",
                "US$$ 5",
                "costs \\$5",
                "write ${ here",
                "${NAME:otherwise}",
                "${x::y}",
            })
    void textIsTakenAsItIsWrittenWhereverItIsSet(String text) {
        String variable = "PARLEY_SITES_MY_SHOP_FACTS";
        Map<String, String> environment = Map.of(variable, text);
        assertThat(read("parley.sites.my-shop.facts", new EnvConfigSource(environment, 300)))
                .isEqualTo(text);
        assertThat(read("parley.sites.my-shop.facts", new SiteVariables(environment)))
                .isEqualTo(text);
        String yaml = "parley:\n  sites:\n    my-shop:\n      facts: |-\n        " + text;
        assertThat(read("parley.sites.my-shop.facts", new YamlConfigSource("file", yaml, 290)))
                .isEqualTo(text);
        Map<String, String> properties = Map.of("%prod.parley.sites.my-shop.facts", text);
        assertThat(read("parley.sites.my-shop.facts", new PropertiesConfigSource(properties, "file", 290)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "parley.sites.shop.voice, true",
        "parley.sites.shop.facts, true",
        "parley.sites.shop.policies, true",
        "parley.sites.shop.replies.en.order-status, true",
        "parley.sites.\"shop.example\".replies.en-GB.blocked, true",
        "parley.sites.shop.examples[0].question, true",
        "parley.sites.shop.examples[12].answer, true",
        "parley.sites.shop.signing-secrets, false",
        "parley.sites.shop.contacts, false",
        "parley.sites.shop.intents.other.queue, false",
        "parley.model.api-key, false",
        "other.sites.shop.voice, false",
    })
    void onlyTextsOfSitesAre(String name, boolean literally) {
        String value = "a ${parley.other} b";
        ConfigSource source = new PropertiesConfigSource(Map.of(name, value, "parley.other", "5"), "file", 290);
        assertThat(read(name, source)).isEqualTo(literally ? value : "a 5 b");
    }

    @Test
    void isFoundByWhoeverBuildsTheConfiguration() {
        assertThat(ServiceLoader.load(ConfigSourceInterceptor.class)).hasAtLeastOneElementOfType(SiteTexts.class);
    }

    private static String read(String name, ConfigSource source) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withProfile("prod")
                .addDefaultInterceptors()
                .withInterceptors(new SiteTexts())
                .withSources(source, new PropertiesConfigSource(Map.of("OPENAI_API_KEY", "sk-secret"), "key", 1))
                .build();
        return config.getConfigValue(name).getValue();
    }
}
