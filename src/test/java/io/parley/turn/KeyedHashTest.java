package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedHashTest {
    /** The key of test case 2 of RFC 4231. */
    private static final KeyedHash HASH = new KeyedHash("Jefe");

    @Test
    void sameInputHasTheSameHashOnEveryInstance() {
        assertThat(HASH.of("address", "203.0.113.7"))
                .isEqualTo(HASH.of("address", "203.0.113.7"))
                .isEqualTo(new KeyedHash("Jefe").of("address", "203.0.113.7"))
                .isEqualTo("8203cde70265fa3e27f9");
    }

    @Test
    void isTwentyHexDigitsAndTellsNothingOfTheValue() {
        assertThat(HASH.of("visitor", "ann@example.com")).matches("[0-9a-f]{20}");
    }

    @Test
    void purposeKeepsEqualValuesApart() {
        assertThat(HASH.of("session", "42")).isNotEqualTo(HASH.of("visitor", "42"));
        assertThat(HASH.of("a", "bc")).isNotEqualTo(HASH.of("ab", "c"));
    }

    @Test
    void anotherKeyGivesAnotherHash() {
        assertThat(new KeyedHash("jefe").of("session", "42")).isNotEqualTo(HASH.of("session", "42"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Jefe   | address | what do ya want for nothing?",
                "Jefe   | visitor | ''",
                "clé 🔑 | visitor | 訪問者",
            })
    void isHmacSha256OfPurposeLineAndValueCutToEightyBits(String key, String purpose, String value)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "any"));
        byte[] whole = mac.doFinal((purpose + "\n" + value).getBytes(StandardCharsets.UTF_8));

        assertThat(new KeyedHash(key).of(purpose, value))
                .isEqualTo(HexFormat.of().formatHex(whole).substring(0, 20));
    }
}
