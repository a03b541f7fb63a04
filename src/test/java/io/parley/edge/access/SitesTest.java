package io.parley.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.Mappings;
import io.parley.Signed;
import io.parley.signing.Webhook;
import io.parley.turn.SiteId;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SitesTest {
    private static final String SECRETS = "parley.sites.default.signing-secrets";
    private static final String ORIGINS = "parley.sites.default.allowed-origins";
    private static final byte[] BODY = {'{', '}'};

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void badSecretStopsTheStartAndIsNotRepeated(String name, String secret) {
        assertThatThrownBy(() -> sites(Map.of(SECRETS, secret(32, 1) + "," + secret)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(SECRETS + " must be whsec_ and base64 of 24 to 64 bytes")
                .hasMessageNotContainingAny(secret, secret(32, 1));
    }

    static Stream<Arguments> badSecretStopsTheStartAndIsNotRepeated() {
        String base64 = secret(32, 7).substring("whsec_".length());
        return Stream.of(
                Arguments.of("no prefix", base64),
                Arguments.of("a prefix in capitals", "WHSEC_" + base64),
                Arguments.of("another prefix", "whpk_" + base64),
                Arguments.of("a prefix that is cut", "whsec" + base64),
                Arguments.of("a prefix twice", "whsec_whsec_" + base64),
                Arguments.of("one byte", secret(1, 7)),
                Arguments.of("23 bytes", secret(23, 7)),
                Arguments.of("65 bytes", secret(65, 7)),
                Arguments.of("1024 bytes", secret(1024, 7)),
                Arguments.of("blanks within", "whsec_" + base64.substring(0, 20) + ' ' + base64.substring(20)),
                Arguments.of("base64 for URLs", "whsec_" + "-_".repeat(16)),
                Arguments.of("characters that base64 has not", "whsec_" + "!".repeat(32)),
                Arguments.of("base64 that is cut", "whsec_" + "A".repeat(33)),
                Arguments.of("too much padding", secret(32, 7) + "==="));
    }

    @Test
    void prefixAloneIsNoSecret() {
        assertThatThrownBy(() -> sites(Map.of(SECRETS, "whsec_")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(SECRETS + " must be ");
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 32, 63, 64})
    void takesSecretsOfTwentyFourToSixtyFourBytes(int bytes) {
        Sites sites = sites(Map.of(SECRETS, ' ' + secret(bytes, 7) + ' '));
        assertThat(isSigned(sites, "default", secret(bytes, 7))).isTrue();
        assertThat(isSigned(sites, "default", secret(bytes, 8))).isFalse();
    }

    @Test
    void anyOfSeveralSecretsMayHaveSigned() {
        Sites sites = sites(Map.of(SECRETS, secret(32, 1) + ", " + secret(32, 2)));
        assertThat(isSigned(sites, "default", secret(32, 1))).isTrue();
        assertThat(isSigned(sites, "default", secret(32, 2))).isTrue();
        assertThat(isSigned(sites, "default", secret(32, 3))).isFalse();
    }

    @Test
    void siteHasTheSecretsOfNoOther() {
        Sites sites = sites(Map.of(
                "parley.sites.one.signing-secrets", secret(32, 1),
                "parley.sites.two.signing-secrets", secret(32, 2)));
        assertThat(isSigned(sites, "one", secret(32, 1))).isTrue();
        assertThat(isSigned(sites, "one", secret(32, 2))).isFalse();
        assertThat(isSigned(sites, "two", secret(32, 1))).isFalse();
        assertThat(isSigned(sites, "none", secret(32, 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-shop", "my_shop", "My-Shop", "MY_SHOP"})
    void nameIsMatchedWithoutRegardToCaseAndSeparators(String name) {
        for (String configured : List.of("my_shop", "MY-SHOP", "\"my.shop\"", "My_Shop")) {
            Sites sites = sites(Map.of("parley.sites." + configured + ".signing-secrets", secret(32, 1)));
            assertThat(isSigned(sites, name, secret(32, 1))).as(configured).isTrue();
            assertThat(sites.find(new SiteId(name)).id()).isEqualTo(new SiteId("my-shop"));
            assertThat(sites.known(new SiteId(name))).contains(new SiteId("my-shop"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-shop", "MY_SHOP", "\"my.shop\"", "My_Shop"})
    void nameThatStandsTwiceStopsTheStart(String other) {
        assertThatThrownBy(() -> sites(Map.of(
                        "parley.sites.my_shop.signing-secrets",
                        secret(32, 1),
                        "parley.sites." + other + ".signing-secrets",
                        secret(32, 2))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.sites.")
                .hasMessageContaining(".signing-secrets names a site twice")
                .hasMessageNotContainingAny(secret(32, 1), secret(32, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"my shop", "shöp", "a/b", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})
    void nameThatNoSiteCanHaveStopsTheStart(String name) {
        assertThatThrownBy(() -> sites(Map.of("parley.sites.\"" + name + "\".signing-secrets", secret(32, 1))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("parley.sites." + name + ".signing-secrets names a site that is none");
    }

    @Test
    void everySiteHasAsManyKeysKnownOrNot() {
        Sites sites = sites(Map.of(
                "parley.sites.one.signing-secrets",
                secret(32, 1),
                "parley.sites.three.signing-secrets",
                secret(32, 2) + ',' + secret(32, 3) + ',' + secret(32, 4)));
        for (String name : List.of("one", "three", "unknown", "default")) {
            assertThat(sites.find(new SiteId(name)).keys()).as(name).hasSize(3).doesNotHaveDuplicates();
        }
        assertThat(sites.find(new SiteId("Unknown_1")).id()).isEqualTo(new SiteId("Unknown_1"));
        assertThat(sites.find(new SiteId("unknown")).allowedOrigins()).isEmpty();
    }

    @Test
    void callsAreSignedAsSoonAsOneSiteHasASecret() {
        assertThat(sites(Map.of(SECRETS, secret(32, 1))).areSigned()).isTrue();
        assertThat(sites(Map.of()).areSigned()).isFalse();
        assertThat(sites(Map.of(ORIGINS, "https://www.example.com")).areSigned())
                .isFalse();
        assertThat(sites(Map.of(SECRETS, "")).areSigned()).isFalse();
    }

    @Test
    void onlySitesWithASecretAreKnown() {
        Sites sites =
                sites(Map.of(SECRETS, secret(32, 1), "parley.sites.bare.allowed-origins", "https://www.example.com"));
        assertThat(sites.known(SiteId.DEFAULT)).contains(SiteId.DEFAULT);
        assertThat(sites.known(new SiteId("bare"))).isEmpty();
        assertThat(sites.known(new SiteId("unknown"))).isEmpty();
    }

    @Test
    void whereCallsAreNotSignedAnySiteIsKnown() {
        assertThat(sites(Map.of()).known(new SiteId("Any_1"))).contains(new SiteId("Any_1"));
    }

    @Test
    void doesNotStartUnsignedUnlessTold() {
        assertThatThrownBy(() -> sites(Map.of()).check(null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("PARLEY_SITES_DEFAULT_SIGNING_SECRETS ");
        assertThatCode(() -> sites(Map.of("parley.auth.required", "false")).check(null))
                .doesNotThrowAnyException();
        assertThatCode(() -> sites(Map.of(SECRETS, secret(32, 1))).check(null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.example.com",
                "http://localhost",
                "http://localhost:8080",
                "https://example.com:8443",
                "https://a-b.c-d.example",
                "http://127.0.0.1:3000",
                "http://[::1]:8080",
                "https://xn--bcher-kva.example",
            })
    void pagesOfAnAllowedOriginMayCall(String origin) {
        Sites sites = sites(Map.of(SECRETS, secret(32, 1), ORIGINS, ' ' + origin + " ,https://second.example"));
        assertThat(sites.allowsOrigin(origin)).isTrue();
        assertThat(sites.allowsOrigin("https://second.example")).isTrue();
        assertThat(sites.find(SiteId.DEFAULT).allowedOrigins())
                .containsExactlyInAnyOrder(origin, "https://second.example");
        for (String other : List.of(origin + "/", origin + ":1", origin + ".evil.test", "null", "", "*")) {
            assertThat(sites.allowsOrigin(other)).as(other).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "www.example.com",
                "//www.example.com",
                "https://",
                "https://*.example.com",
                "https://www.example.com/",
                "https://www.example.com/shop",
                "https://www.example.com?x",
                "https://www.example.com#x",
                "https://www.example.com:",
                "https://www.example.com:port",
                "https://user@www.example.com",
                "HTTPS://www.example.com",
                "https://WWW.example.com",
                "https://bücher.example",
                "ftp://www.example.com",
                "wss://www.example.com",
                "file:///tmp",
                "https://www.example.com https://second.example",
            })
    void whatIsNoOriginStopsTheStart(String origin) {
        assertThatThrownBy(() -> sites(Map.of(SECRETS, secret(32, 1), ORIGINS, origin)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(ORIGINS + " must be origins such as ");
    }

    @Test
    void originBelongsToItsSiteAndAPreflightMayAskForAny() {
        Map<String, String> properties = new HashMap<>();
        properties.put("parley.sites.one.signing-secrets", secret(32, 1));
        properties.put("parley.sites.one.allowed-origins", "https://one.example");
        properties.put("parley.sites.two.signing-secrets", secret(32, 2));
        properties.put("parley.sites.two.allowed-origins", "https://two.example");
        Sites sites = sites(properties);
        assertThat(sites.find(new SiteId("one")).allowedOrigins()).containsExactly("https://one.example");
        assertThat(sites.find(new SiteId("two")).allowedOrigins()).containsExactly("https://two.example");
        assertThat(sites.allowsOrigin("https://one.example")).isTrue();
        assertThat(sites.allowsOrigin("https://two.example")).isTrue();
        assertThat(sites.allowsOrigin("https://three.example")).isFalse();
    }

    private static Sites sites(Map<String, String> properties) {
        return new Sites(Mappings.of(SitesConfig.class, properties));
    }

    private static boolean isSigned(Sites sites, String name, String secret) {
        String signature = Signed.signature(secret, "msg_1", "1614265330", BODY);
        return new Webhook("msg_1", "1614265330", signature)
                .isSignedBy(sites.find(new SiteId(name)).keys(), BODY);
    }

    private static String secret(int length, int fill) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }
}
