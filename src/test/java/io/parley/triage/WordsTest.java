package io.parley.triage;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                        | ''",
                "'  '                      | ''",
                "?!… 👍                    | ''",
                "Hello                     | hello",
                "'  Where   is\tmy\norder?! ' | where is my order",
                "can't                     | can t",
                "can’t                     | can t",
                "e-mail-Adresse            | e mail adresse",
                "order #10342, 49.90 €     | order 10342 49 90",
                "CAFÉ                      | cafe",
                "Où est l’article ?        | ou est l article",
                "¿Dónde está mi contraseña? | donde esta mi contrasena",
                "Grüß Gott                 | gruß gott",
                "İstanbul                  | istanbul",
                "Ｗｈｅｒｅ　ｉｓ          | where is",
                "ﬁne Ⅳ ①                   | fine iv 1",
                "מע״מ                      | מע מ",
                "שלום, מה נשמע?            | שלום מה נשמע",
                "שָׁלוֹם                       | שָׁלוֹם",
                "ﾊﾟｽﾜｰﾄﾞ                   | パスワード",
                "パスワード、エラー。      | パスワード エラー",
                "返品・交換                | 返品 交換",
            })
    void leavesWordsOnly(String text, String plain) {
        assertThat(Words.plain(text)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"ガラス, カラス", "ばら, はら", "パン, バン"})
    void voicingMarksTellWordsApart(String one, String other) {
        assertThat(Words.plain(one)).isEqualTo(one).isNotEqualTo(Words.plain(other));
    }

    @ParameterizedTest
    @CsvSource({
        "caf\u00e9, cafe\u0301",
        "\u304c, \u304b\u3099",
        "\u00fc, u\u0308",
        "한국, \u1112\u1161\u11ab\u1100\u116e\u11a8"
    })
    void spellingsOfOneTextAreEqual(String composed, String decomposed) {
        assertThat(Words.plain(composed)).isEqualTo(Words.plain(decomposed));
    }

    /** What is taken for plain at a glance is what normalisation makes of it. */
    @Test
    void everyCharacterIsTheSameAtAGlance() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            String text = "x" + c;
            assertThat(Words.plain(text)).as("U+%04X", (int) c).isEqualTo(Words.plain(text + "!"));
        }
    }

    @Property
    void hasSingleBlanksOnlyBetweenWords(@ForAll String text) {
        String plain = Words.plain(text);
        assertThat(plain).doesNotContain("  ").doesNotStartWith(" ").doesNotEndWith(" ");
    }

    @Property
    void blanksAroundChangeNothing(@ForAll String text) {
        assertThat(Words.plain(" \n" + text + " ?")).isEqualTo(Words.plain(text));
    }
}
