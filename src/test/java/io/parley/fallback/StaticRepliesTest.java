package io.parley.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.turn.FallbackReason;
import io.parley.turn.Intent;
import io.parley.turn.Language;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StaticRepliesTest {
    private static final Set<FallbackReason> OF_THEIR_OWN =
            EnumSet.of(FallbackReason.BLOCKED, FallbackReason.UNUSABLE_ANSWER);

    private final StaticReplies replies = new StaticReplies();

    @ParameterizedTest
    @EnumSource
    void everyReasonAndIntentHasAReplyThatCanBeShown(Language language) {
        assertThat(all(language))
                .allSatisfy(reply -> assertThat(reply)
                        .isNotBlank()
                        .isEqualTo(reply.strip())
                        .hasSizeLessThan(300)
                        .doesNotContain("\uFFFD", "Ã", "\\u", "{", "}", "<", "\n"));
    }

    @ParameterizedTest
    @EnumSource
    void blockedAndUnsureHaveATextOfTheirOwnWhateverTheIntent(Language language) {
        Set<String> blocked = new HashSet<>();
        Set<String> unsure = new HashSet<>();
        Set<String> others = new HashSet<>();
        for (Intent intent : Intent.values()) {
            blocked.add(replies.fallback(FallbackReason.BLOCKED, intent, language));
            unsure.add(replies.fallback(FallbackReason.UNUSABLE_ANSWER, intent, language));
            others.add(replies.fallback(FallbackReason.UPSTREAM_TIMEOUT, intent, language));
        }
        assertThat(blocked).hasSize(1);
        assertThat(unsure).hasSize(1).isNotEqualTo(blocked);
        assertThat(others).hasSize(Intent.values().length - 1).doesNotContainAnyElementsOf(blocked);
        assertThat(others).doesNotContainAnyElementsOf(unsure);
    }

    @ParameterizedTest
    @EnumSource
    void otherReasonsAreAnsweredByIntentAlone(Language language) {
        for (Intent intent : Intent.values()) {
            Set<String> texts = new HashSet<>();
            for (FallbackReason reason : EnumSet.complementOf(EnumSet.copyOf(OF_THEIR_OWN))) {
                texts.add(replies.fallback(reason, intent, language));
            }
            assertThat(texts).as(intent.wire()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wishForAPersonWhileNoneCanBeCalledHasTheGeneralText(Language language) {
        assertThat(replies.fallback(FallbackReason.STATE_UNAVAILABLE, Intent.HUMAN, language))
                .isEqualTo(replies.fallback(FallbackReason.STATE_UNAVAILABLE, Intent.OTHER, language));
    }

    @ParameterizedTest
    @EnumSource
    void handOffAndWaitingForAPersonAreToldApart(Language language) {
        assertThat(replies.handoff(language)).isNotEqualTo(replies.humanOwns(language));
        assertThat(all(language)).contains(replies.handoff(language), replies.humanOwns(language));
    }

    @ParameterizedTest
    @CsvSource({"EN, LATIN", "DE, LATIN", "FR, LATIN", "ES, LATIN", "HE, HEBREW", "JA, HIRAGANA"})
    void repliesAreWrittenInTheScriptOfTheirLanguage(Language language, UnicodeScript script) {
        boolean latin = script == UnicodeScript.LATIN;
        assertThat(all(language)).allSatisfy(reply -> {
            assertThat(reply.codePoints().anyMatch(c -> UnicodeScript.of(c) == script))
                    .isTrue();
            assertThat(reply.codePoints().anyMatch(c -> UnicodeScript.of(c) == UnicodeScript.LATIN))
                    .isEqualTo(latin);
        });
    }

    @Test
    void noTwoLanguagesShareAText() {
        List<String> everything = new ArrayList<>();
        for (Language language : Language.values()) {
            everything.addAll(new HashSet<>(all(language)));
        }
        assertThat(everything).doesNotHaveDuplicates();
    }

    /** Every text of a language that a visitor may read, some of them several times. */
    private List<String> all(Language language) {
        List<String> all = new ArrayList<>(List.of(replies.handoff(language), replies.humanOwns(language)));
        for (FallbackReason reason : FallbackReason.values()) {
            for (Intent intent : Intent.values()) {
                all.add(replies.fallback(reason, intent, language));
            }
        }
        return all;
    }
}
