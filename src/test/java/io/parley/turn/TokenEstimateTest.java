package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                  | 0",
                "a                   | 1",
                "abcd                | 1",
                "abcde               | 2",
                "Where is my order?  | 5",
                "order 10342, 49.90$ | 5",
                "é                   | 1",
                "été                 | 2",
                "Привет              | 3",
                "שלום                | 2",
                "איפה ההזמנה שלי?    | 8",
                "こんにちは           | 5",
                "注文はどこですか     | 8",
                "주문                 | 2",
                "👍                   | 1",
                "👍🏽                   | 2",
                "👨‍👩‍👧                  | 5",
                "ok 👍                | 2",
            })
    void weighsEachScriptByItsOwnMeasure(String text, int tokens) {
        assertThat(TokenEstimate.of(text)).isEqualTo(tokens);
    }

    @Test
    void codePointBeyondTheBasicPlaneIsCountedOnce() {
        assertThat("😀".repeat(2000)).hasSize(4000);
        assertThat(TokenEstimate.of("😀".repeat(2000))).isEqualTo(2000);
    }

    @Property
    void staysBetweenAQuarterTokenAndOneTokenForEachCodePoint(@ForAll String text) {
        int codePoints = text.codePointCount(0, text.length());
        assertThat(TokenEstimate.of(text)).isBetween((codePoints + 3) / 4, codePoints);
    }

    @Property
    void longerTextNeverCostsLessAndJoinedTextNeverCostsMore(@ForAll String head, @ForAll String tail) {
        int joined = TokenEstimate.of(head + tail);
        assertThat(joined)
                .isGreaterThanOrEqualTo(TokenEstimate.of(head))
                .isGreaterThanOrEqualTo(TokenEstimate.of(tail))
                .isLessThanOrEqualTo(TokenEstimate.of(head) + TokenEstimate.of(tail));
    }
}
