package io.parley.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.Mappings;
import io.parley.turn.FallbackReason;
import io.parley.turn.Intent;
import io.parley.turn.Language;
import io.parley.turn.Message;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.TypedContext;
import io.parley.turn.Visitor;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.lang.Character.UnicodeScript;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StaticRepliesTest {
    private static final Set<FallbackReason> OF_THEIR_OWN =
            EnumSet.of(FallbackReason.BLOCKED, FallbackReason.UNUSABLE_ANSWER);

    private static final ZonedDateTime MONDAY = ZonedDateTime.parse("2026-11-23T09:00:00+01:00[Europe/Paris]");

    private final StaticReplies replies = replies(Map.of());

    @ParameterizedTest
    @EnumSource
    void everyReasonAndIntentHasAReplyThatCanBeShown(Language language) {
        assertThat(all(language))
                .allSatisfy(reply -> assertThat(reply)
                        .isNotBlank()
                        .isEqualTo(reply.strip())
                        .hasSizeLessThan(300)
                        .doesNotContain("\uFFFD", "Ã", "\\u", "{", "}", "[", "]", "|", "  ", "<", "\n"));
    }

    @ParameterizedTest
    @EnumSource
    void blockedAndUnsureHaveATextOfTheirOwnWhateverTheIntent(Language language) {
        Set<String> blocked = new HashSet<>();
        Set<String> unsure = new HashSet<>();
        Set<String> others = new HashSet<>();
        for (Intent intent : Intent.values()) {
            blocked.add(replies.fallback(FallbackReason.BLOCKED, intent, message(language)));
            unsure.add(replies.fallback(FallbackReason.UNUSABLE_ANSWER, intent, message(language)));
            others.add(replies.fallback(FallbackReason.UPSTREAM_TIMEOUT, intent, message(language)));
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
                texts.add(replies.fallback(reason, intent, message(language)));
            }
            assertThat(texts).as(intent.wire()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wishForAPersonWhileNoneCanBeCalledHasTheGeneralText(Language language) {
        assertThat(replies.fallback(FallbackReason.STATE_UNAVAILABLE, Intent.HUMAN, message(language)))
                .isEqualTo(replies.fallback(FallbackReason.STATE_UNAVAILABLE, Intent.OTHER, message(language)));
    }

    @ParameterizedTest
    @EnumSource
    void handOffAndWaitingForAPersonAreToldApart(Language language) {
        assertThat(replies.handoff(message(language))).isNotEqualTo(replies.humanOwns(message(language)));
        assertThat(all(language)).contains(replies.handoff(message(language)), replies.humanOwns(message(language)));
    }

    @ParameterizedTest
    @CsvSource({"EN, LATIN", "DE, LATIN", "FR, LATIN", "ES, LATIN", "HE, HEBREW", "JA, HIRAGANA"})
    void repliesAreWrittenInTheScriptOfTheirLanguage(Language language, UnicodeScript script) {
        boolean latin = script == UnicodeScript.LATIN;
        assertThat(all(language)).map(reply -> reply.replace("GMT+1", "")).allSatisfy(reply -> {
            assertThat(reply.codePoints().anyMatch(c -> UnicodeScript.of(c) == script))
                    .isTrue();
            assertThat(reply.codePoints().anyMatch(c -> UnicodeScript.of(c) == UnicodeScript.LATIN))
                    .isEqualTo(latin);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | on Monday, 23 November, at 09:00 (GMT+1) and will reply",
                "DE | ab Montag, 23.11., 09:00 Uhr (GMT+1) wieder",
                "FR | le lundi 23/11 à 09:00 (GMT+1) et vous",
                "ES | el lunes 23/11, 09:00 h (GMT+1) y le",
                "HE | ביום שני, 23.11, בשעה 09:00 (GMT+1), והמענה",
                "JA | 担当スタッフは11月23日（月）09:00（GMT+1）より",
            })
    void outsideBusinessHoursVisitorIsToldWhenSomebodyIsBack(Language language, String told) {
        assertThat(replies.handoff(message(language), Optional.of(MONDAY)))
                .contains(told)
                .isNotEqualTo(replies.handoff(message(language)));
        assertThat(replies.handoff(message(language), Optional.empty())).isEqualTo(replies.handoff(message(language)));
    }

    @ParameterizedTest
    @EnumSource
    void latenessIsToldWithWhoGoesOn(Language language) {
        assertThat(replies.late(SiteId.DEFAULT, language, true))
                .isNotEqualTo(replies.late(SiteId.DEFAULT, language, false));
    }

    @Test
    void siteHasTextsOfItsOwnForClosedAndLateToo() {
        String english = "parley.sites.shop.replies.en.";
        StaticReplies own = replies(Map.of(
                english + "handoff-closed",
                "Back on {opens}[ for order {order.number}]. [Until {opens}|Bye]!",
                english + "handoff.late",
                "Late.",
                "parley.sites.shop.replies.de.handoff-closed",
                "Am nächsten Werktag."));
        assertThat(own.handoff(message("shop", Language.EN, KNOWN), Optional.of(MONDAY)))
                .isEqualTo("Back on Monday, 23 November, at 09:00 (GMT+1) for order A-1001."
                        + " Until Monday, 23 November, at 09:00 (GMT+1)!");
        assertThat(own.handoff(message("shop", Language.DE, KNOWN), Optional.of(MONDAY)))
                .isEqualTo("Am nächsten Werktag.");
        assertThat(own.late(new SiteId("shop"), Language.EN, true)).isEqualTo("Late.");
        assertThat(own.late(new SiteId("shop"), Language.EN, false))
                .isEqualTo(replies.late(SiteId.DEFAULT, Language.EN, false));
    }

    @Test
    void noTwoLanguagesShareAText() {
        List<String> everything = new ArrayList<>();
        for (Language language : Language.values()) {
            everything.addAll(new HashSet<>(all(language)));
        }
        assertThat(everything).doesNotHaveDuplicates();
    }

    private static final TypedContext KNOWN = new TypedContext(
            null,
            new TypedContext.Plan("Gold", "active", null),
            null,
            new TypedContext.Order("A-1001", null, null, null, null),
            null,
            Map.of());

    @ParameterizedTest
    @EnumSource
    void whatIsKnownIsNamedAndElseLeavesNoHole(Language language) {
        Message known = message("shop", language, KNOWN);
        assertThat(replies.fallback(FallbackReason.STATIC_MODE, Intent.ORDER_STATUS, known))
                .contains("A-1001")
                .doesNotContain("{", "[", "|", "  ");
        assertThat(replies.fallback(FallbackReason.STATIC_MODE, Intent.ACCOUNT, known))
                .contains("Gold");
        assertThat(replies.fallback(FallbackReason.STATIC_MODE, Intent.ORDER_STATUS, message(language)))
                .doesNotContain("A-1001");
    }

    @Test
    void siteHasTextsOfItsOwn() {
        StaticReplies own = replies(Map.of(
                "parley.sites.shop.replies.en.order-status", "Track [{order.number} ]at shop.example/orders.",
                "parley.sites.shop.replies.de.blocked", "Nein."));
        assertThat(own.fallback(FallbackReason.STATIC_MODE, Intent.ORDER_STATUS, message("shop", Language.EN, KNOWN)))
                .isEqualTo("Track A-1001 at shop.example/orders.");
        assertThat(own.fallback(
                        FallbackReason.STATIC_MODE,
                        Intent.ORDER_STATUS,
                        message("SHOP", Language.EN, TypedContext.EMPTY)))
                .isEqualTo("Track at shop.example/orders.");
        assertThat(own.fallback(FallbackReason.BLOCKED, Intent.OTHER, message("shop", Language.DE, KNOWN)))
                .isEqualTo("Nein.");
        Message other = message("other", Language.EN, KNOWN);
        assertThat(own.fallback(FallbackReason.STATIC_MODE, Intent.ORDER_STATUS, other))
                .isEqualTo(replies.fallback(FallbackReason.STATIC_MODE, Intent.ORDER_STATUS, other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en.order-status | Your order {order.number} | has a bracket or a brace",
                "en.order-status | [Your order {order.numbr}] there | holds an unknown placeholder; known are",
                "en.order-status | [no placeholder] there | has brackets without a placeholder",
                "en.order-status | [{order.number}] | must say something while nothing is known",
                "en.order-status | [open {order.number} | has a bracket or a brace",
                "en.order-status | <b>Hi</b> | must hold neither control characters nor < and >",
                "en.order_status | Hi | is no reply; there are account, billing,",
                "en.orders | Hi | is no reply; there are account, billing,",
                "pl.blocked | Nie | is no language",
                "en.handoff | Back {opens} | has a bracket or a brace",
                "en.handoff-late | Back [{opens}] | holds an unknown placeholder; known are",
                "en.handoff-closed | Back {openz} | has a bracket or a brace",
                "en.handoff-closed | Back {opens | has a bracket or a brace",
                "en.handoff-closed | Back [{openz}] | holds an unknown placeholder; known are account.name, opens, order",
                "en.handoff-closed | [{order.number}] | must say something while nothing is known",
            })
    void wrongTextStopsTheStartByName(String key, String text, String rule) {
        String property = "parley.sites.shop.replies." + key;
        assertThatThrownBy(() -> replies(Map.of(property, text)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(rule)
                .hasMessageStartingWith("parley.sites.shop.replies.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Merci ! Votre commande[ {order.number}] arrive : patience ! | Merci ! Votre commande A-1001 arrive : patience !"
                        + " | Merci ! Votre commande arrive : patience !",
                "Merci[ {plan.name}] ! | Merci Gold ! | Merci !",
                "Merci [{plan.name}] ! | Merci Gold ! | Merci !",
                "Thanks [{plan.name}]! | Thanks Gold! | Thanks!",
                "Thanks [{plan.name}][{order.number}]. Bye | Thanks GoldA-1001. Bye | Thanks. Bye",
                "Thanks [{plan.name}] [{order.number}], bye | Thanks Gold A-1001, bye | Thanks, bye",
                "\"For [{plan.name}|you] , Sir !\" | For Gold , Sir ! | For you , Sir !",
                "[{plan.name} !] Bonjour ! | Gold ! Bonjour ! | Bonjour !",
                "Is [{plan.name}] yours? | Is Gold yours? | Is yours?",
            })
    void spaceIsTakenOutOnlyWhereAChoiceCameOutEmpty(String text, String known, String unknown) {
        StaticReplies own = replies(Map.of("parley.sites.shop.replies.fr.other", text));
        assertThat(own.fallback(FallbackReason.STATIC_MODE, Intent.OTHER, message("shop", Language.FR, KNOWN)))
                .isEqualTo(known);
        assertThat(own.fallback(
                        FallbackReason.STATIC_MODE, Intent.OTHER, message("shop", Language.FR, TypedContext.EMPTY)))
                .isEqualTo(unknown);
    }

    @ParameterizedTest
    @CsvSource({"en, en-GB", "he, iw", "de_AT, de-DE"})
    void twoTagsOfOneLanguageAreRefused(String one, String other) {
        String replies = "parley.sites.shop.replies.";
        assertThatThrownBy(() -> replies(Map.of(replies + one + ".blocked", "a", replies + other + ".unsure", "b")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching(
                        "parley\\.sites\\.shop\\.replies\\.(" + one + '|' + other + ") names a language twice.*");
    }

    @Test
    void keyOfTwoWordsMayComeFromAVariable() {
        StaticReplies own = replies(Map.of("parley.sites.shop.replies.en.order.status", "Soon."));
        assertThat(own.fallback(FallbackReason.STATIC_MODE, Intent.ORDER_STATUS, message("shop", Language.EN, KNOWN)))
                .isEqualTo("Soon.");
    }

    @Test
    void tooLongIsRefused() {
        String property = "parley.sites.shop.replies.en.blocked";
        assertThatThrownBy(() -> replies(Map.of(property, "x".repeat(ReplyText.CHARACTERS_MAX + 1))))
                .hasMessageStartingWith(property + " must have at most 600");
    }

    private static StaticReplies replies(Map<String, String> properties) {
        return new StaticReplies(Mappings.of(ReplyConfig.class, properties));
    }

    private static Message message(Language language) {
        return message("default", language, TypedContext.EMPTY);
    }

    private static Message message(String site, Language language, TypedContext context) {
        return new Message(
                new SiteId(site),
                new SessionId("s"),
                new MessageId("m"),
                "Hi",
                Visitor.UNKNOWN,
                context,
                language,
                "digest");
    }

    /** Every text of a language that a visitor may read, some of them several times. */
    private List<String> all(Language language) {
        List<String> all = new ArrayList<>(List.of(
                replies.handoff(message(language)),
                replies.handoff(message(language), Optional.of(MONDAY)),
                replies.late(SiteId.DEFAULT, language, true),
                replies.late(SiteId.DEFAULT, language, false),
                replies.humanOwns(message(language))));
        for (FallbackReason reason : FallbackReason.values()) {
            for (Intent intent : Intent.values()) {
                all.add(replies.fallback(reason, intent, message(language)));
            }
        }
        return all;
    }
}
