package io.parley.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.turn.Role;
import io.parley.turn.TokenEstimate;
import io.parley.turn.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    /** Each turn costs 4 tokens beside its text; three digits cost 1. */
    @ParameterizedTest(name = "{0} in {1} tokens")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "111 222 333 | 15   | 111 222 333",
                "111 222 333 | 14   | 222 333",
                "111 222 333 | 10   | 222 333",
                "111 222 333 | 9    | 333",
                "111 222 333 | 5    | 333",
                "111 222 333 | 4    | -",
                "111 222 333 | 0    | -",
                "111 222 333 | 1500 | 111 222 333",
                "a 123456789012345678 c | 5    | c",
                "a 123456789012345678 c | 14   | c",
                "a 123456789012345678 c | 15   | 123456789012345678 c",
                "a 123456789012345678 c | 20   | a 123456789012345678 c",
                "a b 123456789012345678 | 9    | -",
            })
    void dropsOldestTurnsFirstAndWhole(String texts, int tokensMax, String fitting) {
        List<Turn> turns = turns(Arrays.asList(texts.split(" ")));
        assertThat(Windows.fit(turns, tokensMax))
                .extracting(Turn::text)
                .containsExactly(fitting == null ? new String[0] : fitting.split(" "));
    }

    @Test
    void olderTurnThatWouldFitIsNotPulledPastOneThatDoesNot() {
        List<Turn> turns = turns(List.of("a", "漢".repeat(100), "c"));
        assertThat(Windows.fit(turns, 20)).extracting(Turn::text).containsExactly("c");
    }

    @Test
    void emptyConversationHasAnEmptyWindow() {
        assertThat(Windows.fit(List.of(), 1500)).isEmpty();
    }

    @Test
    void windowIsACopyThatNobodyChanges() {
        List<Turn> turns = new ArrayList<>(turns(List.of("a", "b")));
        List<Turn> window = Windows.fit(turns, 100);
        turns.clear();

        assertThat(window).hasSize(2);
        assertThatThrownBy(() -> window.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Property
    void windowIsTheLongestSuffixThatFits(
            @ForAll @Size(max = 20) List<@StringLength(max = 60) String> texts,
            @ForAll @IntRange(max = 300) int tokensMax) {
        List<Turn> turns = turns(texts);
        List<Turn> window = Windows.fit(turns, tokensMax);
        int dropped = turns.size() - window.size();

        assertThat(window).isEqualTo(turns.subList(dropped, turns.size()));
        assertThat(cost(window)).isLessThanOrEqualTo(tokensMax);
        if (dropped > 0) {
            assertThat(cost(turns.subList(dropped - 1, turns.size()))).isGreaterThan(tokensMax);
        }
    }

    private static int cost(List<Turn> turns) {
        return turns.stream()
                .mapToInt(turn -> TokenEstimate.of(turn.text()) + TokenEstimate.PER_MESSAGE)
                .sum();
    }

    private static List<Turn> turns(List<String> texts) {
        List<Turn> turns = new ArrayList<>();
        for (String text : texts) {
            int n = turns.size();
            Role role = n % 2 == 0 ? Role.VISITOR : Role.BOT;
            turns.add(new Turn(role, text, Optional.empty(), 0, Instant.EPOCH.plusSeconds(n), "m" + n, false));
        }
        return turns;
    }
}
