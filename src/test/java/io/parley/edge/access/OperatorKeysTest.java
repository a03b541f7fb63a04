package io.parley.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.Sha256;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorKeysTest {
    private static final String PROPERTY = "parley.operator.keys";
    private static final String DIGEST = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    @Test
    void tellsWhoseKeyItIs() {
        OperatorKeys keys = keys("anna:" + Sha256.hex("key of Anna"), "b.o_b@shop-1:" + Sha256.hex("key of Bob"));
        assertThat(keys.nameOf("key of Anna")).contains("anna");
        assertThat(keys.nameOf("key of Bob")).contains("b.o_b@shop-1");
    }

    @Test
    void digestIsTheOneOfSha256() {
        assertThat(keys("anna:" + DIGEST).nameOf("secret")).contains("anna");
    }

    @Test
    void unknownKeyIsNobodys() {
        OperatorKeys keys = keys("anna:" + Sha256.hex("key of Anna"));
        for (String key : List.of("", "key of Ann", "key of anna", "key of Anna ", "anna", Sha256.hex("key of Anna"))) {
            assertThat(keys.nameOf(key)).as(key).isEmpty();
        }
        assertThat(keys().nameOf("key of Anna")).isEmpty();
    }

    @Test
    void nameMayStandTwiceWhileItsKeyIsChanged() {
        OperatorKeys keys = keys("anna:" + Sha256.hex("old"), "anna:" + Sha256.hex("new"));
        assertThat(keys.nameOf("old")).contains("anna");
        assertThat(keys.nameOf("new")).contains("anna");
        assertThat(keys.nameOf("other")).isEmpty();
    }

    @Test
    void digestMayBeInUpperCaseAndHaveBlanksAround() {
        OperatorKeys keys = keys("  anna:" + Sha256.hex("key").toUpperCase(Locale.ROOT) + "\n");
        assertThat(keys.nameOf("key")).contains("anna");
    }

    @Test
    void keysMayHoldAnyCharacters() {
        assertThat(keys("anna:" + Sha256.hex("schlüssel 鍵 🔑")).nameOf("schlüssel 鍵 🔑"))
                .contains("anna");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna",
                "anna:",
                ":" + DIGEST,
                DIGEST,
                "anna=" + DIGEST,
                "anna: " + DIGEST,
                "anna :" + DIGEST,
                "anna:" + DIGEST + "0",
                "anna:" + DIGEST + ":x",
                "anna:sha256:" + DIGEST,
                "anna:0x" + DIGEST,
                "anna:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25",
                "anna:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25g",
                "anna:K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=",
                "an na:" + DIGEST,
                "an/na:" + DIGEST,
                "änna:" + DIGEST,
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:" + DIGEST,
                "anna:" + DIGEST + "\nbob:" + DIGEST,
            })
    void malformedEntryStopsTheStartAndIsNotRepeated(String entry) {
        assertThatThrownBy(() -> keys("bob:" + Sha256.hex("key"), entry))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(PROPERTY + " must be ")
                .hasMessageNotContainingAny(entry, DIGEST, "anna");
    }

    @Test
    void emptyEntryStopsTheStart() {
        assertThatThrownBy(() -> keys(""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(PROPERTY + " must be ");
    }

    @Property
    void onlyTheVeryKeyIsKnown(
            @ForAll @CharRange(to = '\uD7FF') String key, @ForAll @CharRange(to = '\uD7FF') String other) {
        OperatorKeys keys = keys("anna:" + Sha256.hex(key));
        assertThat(keys.nameOf(key)).contains("anna");
        assertThat(keys.nameOf(other).isPresent()).isEqualTo(other.equals(key));
    }

    private static OperatorKeys keys(String... entries) {
        return new OperatorKeys(PROPERTY, List.of(entries));
    }
}
