package io.parley.triage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.turn.Intent;
import io.parley.turn.Language;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IntentRouterTest {
    private static final IntentRouter ROUTER = new IntentRouter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | ORDER_STATUS | Hi, where is my order? I ordered last Monday and it still hasn't arrived.",
                "EN | ORDER_STATUS | WHERE’S MY ORDER???",
                "EN | BILLING      | I was charged twice for order 10342, can you check?",
                "EN | TECHNICAL    | The page won't load on my phone",
                "EN | ACCOUNT      | How do I change my email address?",
                "EN | REFUND       | Can I return it if the box is opened?",
                "EN | GREETING     | Good morning!",
                "EN | HUMAN        | I’d like to speak to someone, please",
                "EN | HUMAN        | HUMAN!!!",
                "DE | ORDER_STATUS | Wo bleibt meine Bestellung? Sie ist noch nicht da.",
                "DE | BILLING      | Mir wurde der Betrag doppelt abgebucht",
                "DE | REFUND       | Wie kann ich die Schuhe zurückschicken?",
                "DE | GREETING     | Grüß Gott!",
                "DE | HUMAN        | Ich möchte bitte mit einem Mitarbeiter sprechen",
                "FR | ORDER_STATUS | Où est ma commande ? Je n'ai rien reçu.",
                "FR | BILLING      | J’ai été débité deux fois",
                "FR | ACCOUNT      | J'ai oublié mon mot de passe",
                "FR | HUMAN        | Je voudrais parler à un conseiller s’il vous plaît",
                "ES | ORDER_STATUS | ¿Dónde está mi pedido?",
                "ES | ORDER_STATUS | donde esta mi pedido",
                "ES | REFUND       | Quiero un reembolso ya",
                "ES | HUMAN        | Quiero hablar con una persona, por favor",
                "HE | ORDER_STATUS | איפה ההזמנה שלי? מחכה כבר שבוע",
                "HE | BILLING      | חויבתי פעמיים על אותה הזמנה",
                "HE | GREETING     | בוקר טוב!",
                "HE | HUMAN        | אני רוצה לדבר עם נציג",
                "JA | ORDER_STATUS | 注文した商品がまだ届きません",
                "JA | BILLING      | カードに二重に請求されています",
                "JA | ACCOUNT      | ﾊﾟｽﾜｰﾄﾞを忘れました",
                "JA | HUMAN        | オペレーターと話したいです",
            })
    void tellsTheIntentOfRealisticMessages(Language language, Intent intent, String text) {
        assertThat(ROUTER.route(text, language)).isEqualTo(intent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | Do you sell human hair extensions?",
                "EN | What is the agent commission on the tour?",
                "EN | Is the operator manual included?",
                "EN | Hey, does the blue one come in XL?",
                "EN | What is the history of your brand?",
                "EN | Do you ship to private addresses in Norway?",
                "EN | Does your customer service speak French?",
                "DE | Menschliches Versagen ist keine Ausrede",
                "DE | Gibt es die Jacke auch für Menschen mit breiten Schultern?",
                "DE | Hallo, habt ihr auch Geschenkgutscheine?",
                "FR | Les agents de nettoyage sont-ils inclus ?",
                "FR | Bonjour, avez-vous cette robe en bleu ?",
                "ES | ¿La crema es apta para personas con alergia?",
                "ES | ¿Tienen la colección nueva?",
                "HE | האם אתם נציגים רשמיים של המותג?",
                "HE | שלום, יש את זה בכחול?",
                "JA | 人間工学に基づいた椅子はありますか",
                "JA | スタッフおすすめの商品は?",
                "JA | ミラーレスカメラはありますか",
            })
    void wordOfAPhraseAloneIsNoIntent(Language language, String text) {
        assertThat(ROUTER.route(text, language)).isEqualTo(Intent.OTHER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | I was charged twice and my refund has not arrived, let me talk to a human",
                "EN | I want to speak to someone about where is my order and how to change my shipping address",
                "DE | Rückerstattung ist noch nicht da, ich will mit einem Menschen sprechen",
                "FR | Mon remboursement n'est toujours pas là, je veux parler à quelqu'un",
                "ES | El reembolso todavía no ha llegado, quiero hablar con alguien",
                "HE | ההחזר עדיין לא הגיע, אפשר נציג",
                "JA | 返金がまだなので担当者と話したい",
            })
    void wishForAPersonWinsHoweverLongOtherPhrasesAre(Language language, String text) {
        assertThat(ROUTER.route(text, language)).isEqualTo(Intent.HUMAN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | ACCOUNT      | Please update my billing address",
                "EN | REFUND       | The refund has not arrived",
                "EN | ORDER_STATUS | It has not arrived",
                "EN | ACCOUNT      | I cannot log in because I forgot my password",
                "EN | TECHNICAL    | I cannot log in with my password",
                "DE | ACCOUNT      | Wo ändere ich die Rechnungsadresse auf der Rechnung?",
                "FR | REFUND       | Mon remboursement n'est pas arrivé",
                "ES | REFUND       | Mi reembolso no ha llegado",
                "HE | REFUND       | ההחזר עדיין לא הגיע",
                "JA | REFUND       | 注文をキャンセルしたい",
            })
    void longestPhraseWins(Language language, Intent intent, String text) {
        assertThat(ROUTER.route(text, language)).isEqualTo(intent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | Do you sell invoice books?",
                "EN | Looking for error-free typing gloves",
                "DE | Habt ihr Rechnungsblöcke? Mein Rechnungsblock ist voll",
                "FR | Vendez-vous des carnets de factures ?",
                "ES | ¿Tienen talonarios de facturas?",
                "HE | יש לכם פנקס חשבוניות?",
                "JA | パスワード管理ノートはありますか",
            })
    void wordOfAnIntentInTheNameOfGoodsIsNone(Language language, String text) {
        assertThat(ROUTER.route(text, language)).isEqualTo(Intent.OTHER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | GREETING | Hi team, good morning!",
                "EN | GREETING | Thanks, hello!",
                "DE | GREETING | Guten Abend zusammen, vielen Dank",
                "FR | GREETING | Bonsoir madame, merci d'avance",
                "HE | GREETING | שלום, תודה רבה",
                "JA | GREETING | はじめまして、よろしくお願いします。",
                "EN | OTHER    | Thank you!",
                "EN | OTHER    | Hello support",
                "DE | OTHER    | Hallo Kundenservice",
                "EN | OTHER    | Hello, does it come in blue?",
            })
    void greetingsAndCourtesiesAreAGreetingTogether(Language language, Intent intent, String text) {
        assertThat(ROUTER.route(text, language)).isEqualTo(intent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | ORDER_STATUS | איפה החבילה שלי",
                "EN | TECHNICAL    | ログインできません",
                "JA | ORDER_STATUS | Where is my package?",
                "HE | HUMAN        | Ich möchte mit jemandem sprechen",
                "DE | GREETING     | こんにちは！",
            })
    void otherLanguagesAreTriedAfterTheVisitorsOwn(Language language, Intent intent, String text) {
        assertThat(ROUTER.route(text, language)).isEqualTo(intent);
    }

    @Test
    void visitorsOwnLanguageIsTriedFirst() {
        String text = "Login geht nicht mit meinem Password";
        assertThat(ROUTER.route(text, Language.DE)).isEqualTo(Intent.TECHNICAL);
        assertThat(ROUTER.route(text, Language.EN)).isEqualTo(Intent.ACCOUNT);
    }

    @Test
    void phraseAcrossWordBoundariesIsNone() {
        assertThat(ROUTER.route("reinvoices", Language.EN)).isEqualTo(Intent.OTHER);
        assertThat(ROUTER.route("invoices", Language.EN)).isEqualTo(Intent.BILLING);
        assertThat(ROUTER.route("my bills", Language.EN)).isEqualTo(Intent.OTHER);
    }

    @ParameterizedTest
    @EnumSource
    void textWithoutWordsIsOther(Language language) {
        for (String text : List.of("", " ", "???", "👍", "…", "12345")) {
            assertThat(ROUTER.route(text, language)).isEqualTo(Intent.OTHER);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | I do NOT want to talk to a human, just tell me the opening hours",
                "EN | I don't want to talk to a human agent about that",
                "DE | Ich möchte nicht mit einem Mitarbeiter sprechen, nur eine Auskunft",
                "FR | Je ne veux pas parler à un conseiller",
                "ES | No quiero hablar con un agente",
                "HE | אני לא רוצה לדבר עם נציג",
                "HE | אני לא רוצה נציג, רק שעות פתיחה",
                "EN | I don't want to talk to your store manager",
                "EN | I don't want to talk to a real live person",
                "DE | Ich will nicht mit Ihrem sehr geehrten Chef sprechen",
                "ES | No quiero un humano",
            })
    void whoRefusesAPersonAsksForNone(Language language, String text) {
        assertThat(ROUTER.route(text, language)).isNotEqualTo(Intent.HUMAN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | I don't want to wait any longer, let me talk to a human",
                "EN | Why can I not talk to a human?",
                "EN | I don't want to talk to a human agent, no wait: real person please",
                "DE | Kann ich nicht mit einem Mitarbeiter sprechen?",
                "ES | No, quiero hablar con un agente",
                "FR | Pas besoin de votre robot, je veux parler à un conseiller",
            })
    void refusalOfSomethingElseIsNoneOfAPerson(Language language, String text) {
        assertThat(ROUTER.route(text, language)).isEqualTo(Intent.HUMAN);
    }

    /** A phrase that is too long to be looked up, or that another intent takes, would be dead weight. */
    @ParameterizedTest
    @EnumSource
    void everyPhraseOfTheResourcesIsFound(Language language) {
        List<String> missed = new ArrayList<>();
        int phrases = 0;
        for (Intent intent : Intent.values()) {
            IntentData data = IntentData.of(intent);
            for (String phrase : data.phrases().getOrDefault(language, List.of())) {
                phrases++;
                String text = "xx " + phrase.replace("…", language == Language.JA ? "ゝゝ" : " xx yy ") + " yy.";
                if (ROUTER.route(text, language) != intent) {
                    missed.add(intent + ": " + phrase);
                }
            }
            for (String message : data.messages().getOrDefault(language, List.of())) {
                phrases++;
                if (ROUTER.route(message + "!", language) != intent) {
                    missed.add(intent + ": " + message);
                }
            }
        }
        assertThat(missed).isEmpty();
        assertThat(phrases).isGreaterThan(100);
    }
}
