package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenUsageTest {
    @ParameterizedTest
    @CsvSource({
        "0,    0,    0,    0,    0",
        "1117, 1024, 0,    46,   0",
        "2000, 500,  1500, 100,  0",
        "75,   0,    0,    1186, 1186",
        "100,  100,  0,    0,    0",
    })
    void totalIsPromptAndCompletionWithNoPartCountedTwice(
            long prompt, long cached, long cacheWrite, long completion, long reasoning) {
        TokenUsage usage = new TokenUsage(prompt, cached, cacheWrite, completion, reasoning);
        assertThat(usage.total()).isEqualTo(prompt + completion);
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource({
        "-1,  0,   0,  0,  0,  negative prompt",
        "10,  -1,  0,  0,  0,  negative cached",
        "10,  0,   -1, 0,  0,  negative cache write",
        "10,  0,   0,  -1, 0,  negative completion",
        "10,  0,   0,  5,  -1, negative reasoning",
        "10,  11,  0,  0,  0,  more cached than prompt",
        "10,  0,   11, 0,  0,  more written than prompt",
        "10,  6,   5,  0,  0,  cached and written together more than prompt",
        "10,  0,   0,  5,  6,  more reasoning than completion",
        "9223372036854775807, 9223372036854775807, 1, 0, 0, parts whose sum would overflow",
    })
    void refusesPartsThatExceedTheirWhole(
            long prompt, long cached, long cacheWrite, long completion, long reasoning, String why) {
        assertThatIllegalArgumentException()
                .as(why)
                .isThrownBy(() -> new TokenUsage(prompt, cached, cacheWrite, completion, reasoning));
    }

    @Test
    void totalThrowsRatherThanOverflow() {
        TokenUsage usage = TokenUsage.of(Long.MAX_VALUE, 1);
        assertThatThrownBy(usage::total).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void plainUsageHasNoCachedAndNoReasoningPart() {
        assertThat(TokenUsage.of(7, 3)).isEqualTo(new TokenUsage(7, 0, 0, 3, 0));
        assertThat(TokenUsage.NONE.total()).isZero();
    }
}
