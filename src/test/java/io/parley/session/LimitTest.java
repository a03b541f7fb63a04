package io.parley.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
    @ParameterizedTest
    @CsvSource({
        "20/1m,      20,     PT1M",
        "1/1s,       1,      PT1S",
        "60/90s,     60,     PT1M30S",
        "100000/24h, 100000, PT24H",
        "5/1440m,    5,      PT24H",
        "000007/01h, 7,      PT1H",
    })
    void readsMessagesAndWindow(String text, int quota, Duration window) {
        assertThat(Limit.parse(text)).isEqualTo(new Limit(quota, window));
        assertThat(Limit.parse(text).windowMicros()).isEqualTo(window.toSeconds() * 1_000_000);
    }

    @Test
    void offIsAQuotaOfNone() {
        assertThat(Limit.parse("off").quota()).isZero();
        assertThat(Limit.parse("off").window()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20",
                "20/",
                "/1m",
                "20/m",
                "20/1",
                "20/1d",
                "20/1M",
                "20/1ms",
                "0/1m",
                "100001/1m",
                "9999999/1m",
                "20/0s",
                "20/25h",
                "20/1441m",
                "20/100000s",
                "-1/1m",
                "+1/1m",
                "1.5/1m",
                "1e3/1m",
                " 20/1m",
                "20/1m ",
                "20 / 1m",
                "20/1m\n",
                "OFF",
                "none",
                "٢٠/1m",
                "20/1m,60/1h"
            })
    void refusesEverythingElseAndSaysTheForm(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.parse(text))
                .withMessageStartingWith("must be 'off', or messages/window such as 20/1m");
    }

    @Test
    void configurationMayHaveBlanksAround() {
        assertThat(new Limit.FromText().convert(" 20/1m\n")).isEqualTo(new Limit(20, Duration.ofMinutes(1)));
        assertThat(new Limit.FromText().convert("off ").quota()).isZero();
    }
}
