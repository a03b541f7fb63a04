package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdsTest {
    /** A type of identifier, by what all of them can do. */
    private record Kind(String name, int charactersMax, Predicate<String> isValid, Function<String, Object> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("sessionId", 64, SessionId::isValid, SessionId::new),
            new Kind("messageId", 64, MessageId::isValid, MessageId::new),
            new Kind("site", 36, SiteId::isValid, SiteId::new));

    @ParameterizedTest
    @MethodSource
    void takesTheAlphabetUpToItsLength(Kind kind, String value) {
        assertThat(kind.isValid().test(value)).isTrue();
        assertThat(kind.make().apply(value)).hasToString(value);
    }

    static Stream<Arguments> takesTheAlphabetUpToItsLength() {
        return crossed(
                kind -> Stream.of("a", "Z", "0", "_", "-", "9b1d-44_X", "__proto__", "x".repeat(kind.charactersMax())));
    }

    @ParameterizedTest
    @MethodSource
    void refusesEverythingElse(Kind kind, String value) {
        assertThat(kind.isValid().test(value)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind.make().apply(value))
                .withMessage(kind.name() + " must be 1.." + kind.charactersMax() + " of A-Z a-z 0-9 _ -");
    }

    static Stream<Arguments> refusesEverythingElse() {
        return crossed(kind -> Stream.of(
                "",
                " ",
                "a b",
                "a\n",
                "a:b",
                "a{b}",
                "a/b",
                "a.b",
                "a*",
                "a\u0000",
                "é",
                "а", // Cyrillic
                "١", // an Arabic digit
                "ａ", // full width
                "😀",
                "x".repeat(kind.charactersMax() + 1)));
    }

    private static Stream<Arguments> crossed(Function<Kind, Stream<String>> values) {
        return KINDS.stream().flatMap(kind -> values.apply(kind).map(value -> Arguments.of(kind, value)));
    }
}
