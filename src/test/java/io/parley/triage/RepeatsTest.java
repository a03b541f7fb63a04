package io.parley.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.parley.turn.Role;
import io.parley.turn.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String ASKED = "Where is my order 10342?";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "word for word           | Where is my order 10342? | Where is my order 10342?     | true",
                "case and marks          | Where is my order 10342? | WHERE is my ORDER 10342 !!!  | true",
                "other order of words    | Where is my order 10342? | My order 10342, where is it? | true",
                "3 of 5 words in common  | one two three four       | one two three five           | true",
                "3 of 6 words in common  | one two three four       | one two three five six       | false",
                "another question        | Where is my order 10342? | Can I change my address?     | false",
                "thanks                  | thank you                | thank you                    | false",
                "two words               | order 10342              | order 10342                  | false",
                "one word said often     | no no no no              | no no no no                  | false",
                "three words             | where is it              | where is it                  | true",
                "accents                 | Où est ma commande ?     | ou est ma commande           | true",
                "Hebrew                  | איפה ההזמנה שלי?          | איפה ההזמנה שלי              | true",
                "Japanese                | 注文はいつ届きますか     | 注文はいつ届きますか？       | true",
                "Japanese, half width    | パスワードを忘れました   | ﾊﾟｽﾜｰﾄﾞを忘れました          | true",
                "Japanese, other words   | 注文はいつ届きますか     | 返品の方法を教えてください   | false",
                "Japanese, short         | はい                     | はい                         | false",
                "another item            | do you ship item 2 to Norway | do you ship item 6 to Norway | false",
                "another order           | where is order number 1  | where is order number 2      | false",
                "the same order          | where is order number 1  | WHERE is order number 1??    | true",
                "two orders, then one    | where are orders 1 and 2 | where are orders 2 and 2     | false",
                "numbers swapped         | are 1 and 2 the same     | are 2 and 1 the same         | true",
                "number left out         | where is my order 10342  | where is my order            | false",
                "number with letters     | does the code A7 still work | does the code A8 still work | false",
                "wide digits             | where is order １２      | where is order 12            | true",
                "sixth of a long one     | can I still get the blue mug of page 6 | can I still get the blue mug of page 7 | false",
                "Japanese, another order | 注文1121はいつ届きますか | 注文1211はいつ届きますか     | false",
                "Japanese, same order    | 注文1121はいつ届きますか | 注文1121、いつ届きますか     | true",
                "Hebrew, another order   | איפה הזמנה 1 שלי          | איפה הזמנה 2 שלי             | false",
            })
    void sameQuestionAfterAnAnswerIsARepeat(String name, String asked, String again, boolean repeat) {
        List<Turn> window = List.of(visitor(asked, 120), bot("It ships today.", 110));
        assertThat(Repeats.isRepeat(again, window, 0, NOW)).isEqualTo(repeat);
    }

    @Test
    void withoutAnAnswerInBetweenItIsNone() {
        assertThat(Repeats.isRepeat(ASKED, List.of(), 0, NOW)).isFalse();
        assertThat(Repeats.isRepeat(ASKED, List.of(visitor(ASKED, 20)), 0, NOW)).isFalse();
        assertThat(Repeats.isRepeat(ASKED, List.of(bot("Hello!", 30), visitor(ASKED, 20)), 0, NOW))
                .isFalse();
    }

    @Test
    void answerOfAPersonCountsAsOne() {
        List<Turn> window = List.of(visitor(ASKED, 120), turn(Role.AGENT, "It ships today.", 110));
        assertThat(Repeats.isRepeat(ASKED, window, 0, NOW)).isTrue();
    }

    @Test
    void botThatSaysTheSameIsNoVisitorThatAsksIt() {
        assertThat(Repeats.isRepeat(ASKED, List.of(visitor("Hello there", 120), bot(ASKED, 110)), 0, NOW))
                .isFalse();
    }

    @Test
    void everyEarlierQuestionOfTheWindowIsCompared() {
        List<Turn> window = List.of(
                visitor(ASKED, 600),
                bot("It ships today.", 590),
                visitor("Can I change the address?", 300),
                bot("Yes, in your account.", 290),
                visitor("ok", 10));
        assertThat(Repeats.isRepeat(ASKED, window, 0, NOW)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"PT30M, true", "PT30M0.000001S, false", "PT2H, false", "PT1S, true"})
    void countsWithinThirtyMinutes(Duration ago, boolean repeat) {
        Turn asked = new Turn(Role.VISITOR, ASKED, Optional.empty(), 0, NOW.minus(ago), "m1", false);
        Turn answered = new Turn(Role.BOT, "It ships today.", Optional.empty(), 0, NOW.minus(ago), "m1", false);
        assertThat(Repeats.isRepeat(ASKED, List.of(asked, answered), 0, NOW)).isEqualTo(repeat);
    }

    @Test
    void answerWithinTheTimeDoesNotReviveAnOlderQuestion() {
        List<Turn> window = List.of(visitor(ASKED, 1801), bot("It ships today.", 60));
        assertThat(Repeats.isRepeat(ASKED, window, 0, NOW)).isFalse();
    }

    @Test
    void tokensAreWordsAndOfJapanesePairsOfCharacters() {
        assertThat(Repeats.tokens(Words.plain("Where is my order?")))
                .containsExactlyInAnyOrder("where", "is", "my", "order");
        assertThat(Repeats.tokens(Words.plain("返品したい"))).containsExactlyInAnyOrder("返品", "品し", "した", "たい");
        assertThat(Repeats.tokens(Words.plain("SIMを返品"))).containsExactlyInAnyOrder("si", "im", "mを", "を返", "返品");
        assertThat(Repeats.tokens(Words.plain(" ?! "))).isEmpty();
    }

    @Test
    void numbersAreWordsThatHoldADigit() {
        assertThat(Repeats.numbers(Words.plain("Order no. 10342 (code A7), 2 mugs")))
                .containsExactlyInAnyOrder("10342", "a7", "2");
        assertThat(Repeats.numbers(Words.plain("注文１２番のSIMカード3枚"))).containsExactlyInAnyOrder("12", "3");
        assertThat(Repeats.numbers(Words.plain("Where is it?"))).isEmpty();
        assertThat(Repeats.numbers(Words.plain(""))).isEmpty();
    }

    @Test
    void similarityIsTheShareOfTokensInCommon() {
        assertThat(Repeats.similarity(Set.of("a", "b", "c", "d"), Set.of("a", "b", "c", "e")))
                .isEqualTo(Repeats.SIMILARITY_MIN);
        assertThat(Repeats.similarity(Set.of("a", "b"), Set.of("a", "b", "c"))).isCloseTo(0.667, within(0.001));
        assertThat(Repeats.similarity(Set.of("a"), Set.of("b"))).isZero();
        assertThat(Repeats.similarity(Set.of(), Set.of())).isZero();
    }

    @Property
    void similarityIsSymmetricAndWholeOnlyForEqualTexts(@ForAll Set<Character> a, @ForAll Set<Character> b) {
        Set<String> one = strings(a);
        Set<String> other = strings(b);
        double similarity = Repeats.similarity(one, other);
        assertThat(similarity).isEqualTo(Repeats.similarity(other, one)).isBetween(0.0, 1.0);
        assertThat(similarity == 1).isEqualTo(one.equals(other) && !one.isEmpty());
    }

    private static Set<String> strings(Set<Character> characters) {
        return characters.stream().map(String::valueOf).collect(Collectors.toSet());
    }

    private static Turn visitor(String text, long secondsAgo) {
        return turn(Role.VISITOR, text, secondsAgo);
    }

    private static Turn bot(String text, long secondsAgo) {
        return turn(Role.BOT, text, secondsAgo);
    }

    @Test
    void turnOfAnEpochThatAReleaseEndedDoesNotCount() {
        List<Turn> window = List.of(visitor(ASKED, 60), bot("It ships today.", 50));
        assertThat(Repeats.isRepeat(ASKED, window, 0, NOW)).isTrue();
        assertThat(Repeats.isRepeat(ASKED, window, 1, NOW)).isFalse();
    }

    private static Turn turn(Role role, String text, long secondsAgo) {
        return new Turn(role, text, Optional.empty(), 0, NOW.minusSeconds(secondsAgo), "m" + secondsAgo, false);
    }
}
