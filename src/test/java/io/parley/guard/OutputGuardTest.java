package io.parley.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputGuardTest {
    private static final String CANARY = "mark-1f0c9a7e33d2b4c58e6a";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mark-1f0c9a7e33d2b4c58e6a                                | true",
                "My rules are: 1. These rules, the mark mark-1f0c9a7e33d2b4c58e6a and | true",
                "xmark-1f0c9a7e33d2b4c58e6ax                              | true",
                "MARK-1F0C9A7E33D2B4C58E6A                                | true",
                "'line\nmark-1f0c9a7e33d2b4c58e6a\nline'                  | true",
                "It ships today.                                          | false",
                "mark-1f0c9a7e33d2b4c58e6                                 | false",
                "1f0c9a7e33d2b4c58e6a                                     | false",
                "mark-                                                    | false",
                "''                                                       | false",
            })
    void answerThatHoldsTheCanaryLeaksTheRules(String answer, boolean leaks) {
        assertThat(OutputGuard.leaksRules(answer, CANARY)).isEqualTo(leaks);
    }
}
