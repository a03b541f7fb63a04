package io.parley.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.turn.Language;
import io.parley.turn.Resources;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageGuessTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | Your order is on its way and you will have it on Tuesday.",
                "DE | Ihre Bestellung ist unterwegs und kommt am Dienstag bei Ihnen an.",
                "FR | Votre commande est en route et vous la recevrez mardi, dans la journée.",
                "ES | Su pedido está en camino y lo recibirá el martes por la mañana.",
                "HE | ההזמנה שלך בדרך ותגיע ביום שלישי",
                "JA | ご注文の商品は火曜日にお届けします",
                "JA | 注文番号10042の商品は発送済みです",
            })
    void textOfOneLanguageIsRecognised(Language language, String text) {
        assertThat(LanguageGuess.of(text)).contains(language);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "10042",
                "Yes.",
                "Order 10042 shipped.",
                "Hallo, thank you",
                "iPhone 15 Pro Max 256 GB",
                "我的订单在哪里",
                "Где мой заказ и когда вы его отправите",
                "Produkt: 商品の発送 and tracking, bitte",
            })
    void doubtfulTextIsNotGuessedAt(String text) {
        assertThat(LanguageGuess.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wo ist meine Bestellung? Ich warte noch auf sie. | Your order is on its way and you will have it on Tuesday. | true",
                "Wo ist meine Bestellung? Ich warte noch auf sie. | Ihre Bestellung ist unterwegs und kommt bald. | false",
                "Können Sie mir das bitte auf Englisch sagen? | Your order is on its way and you will have it on Tuesday. | false",
                "Bestellung? | Your order is on its way and you will have it on Tuesday. | false",
                "Wo ist meine Bestellung? Ich warte noch auf sie. | Tracking: DHL 10042 | false",
                "¿Dónde está mi pedido? Lo compré para una fiesta. | Votre commande est en route et vous la recevrez dans la journée. | true",
                "Où est ma commande ? Je ne la trouve pas et c'est pour demain. | 商品は発送されました | true",
            })
    void answerDiffersOnlyWhereBothAreBeyondDoubt(String question, String answer, boolean differs) {
        assertThat(LanguageGuess.differs(question, answer)).isEqualTo(differs);
    }

    /** On messages as customers write them: a wrong guess would drop good answers, none costs nothing. */
    @Test
    void noMessageOfTheTableIsTakenForAnotherLanguage() {
        List<String> wrong = new ArrayList<>();
        int guessed = 0;
        int all = 0;
        for (String line : Resources.text("triage/messages.tsv").lines().toList()) {
            String[] column = line.split("\t");
            all++;
            var guess = LanguageGuess.of(column[2]);
            guessed += guess.isPresent() ? 1 : 0;
            if (guess.isPresent() && guess.get() != Language.valueOf(column[0])) {
                wrong.add(guess.get() + ": " + line);
            }
        }
        System.out.printf("language guessed of %d of %d messages%n", guessed, all);
        assertThat(wrong).isEmpty();
        assertThat(guessed).isGreaterThan(all / 3);
    }

    @Property
    void noTextIsTooStrange(@ForAll String text) {
        assertThat(LanguageGuess.differs(text, text)).isFalse();
    }
}
