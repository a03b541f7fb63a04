package io.parley.guard;

import io.parley.turn.Language;
import java.lang.Character.UnicodeScript;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The language of a text, where it is beyond doubt. For a doubtful one, such as a short one or one that mixes two, there is no guess:
 * what is told from it is whether an answer came in another language than was asked, and a good answer must never be dropped for it.
 */
final class LanguageGuess {
    /** Words that hold no text together but one of their language. Those that another of these languages has too are left out. */
    private static final Map<String, Language> WORDS = new HashMap<>();

    static {
        words(
                Language.EN,
                "the and are you your it of to for this that with not can have what where my we they when would please will");
        words(
                Language.DE,
                "der die das und ist sind sie ihr ihre ihnen ich nicht wir mit von zu auf für ein eine wo wann bitte haben kann mein"
                        + " meine noch wurde bei werden dem auch");
        words(
                Language.FR,
                "est sont vous votre vos notre et je ne pas nous avec pour dans une où quand c'est mon ma été ce cette sur leur aux"
                        + " plus");
        words(
                Language.ES,
                "el los las está están usted su y con para por una dónde cuándo mi del qué lo gracias puede pedido hemos fue se muy"
                        + " pero");
    }

    /** What languages are called, by those who ask to be answered in another one. */
    private static final Pattern NAMED = Pattern.compile(
            "engl|ingl|angl|deutsch|german|alem|allem|franz|fran[cç]|french|span|espa|hebr|h[eé]breu|ivrit|japan|japon"
                    + "|עברית|אנגלית|גרמנית|צרפתית|ספרדית|יפנית|英語|日本語|ドイツ語|フランス語|スペイン語|ヘブライ語",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Language[] LANGUAGES = Language.values();
    private static final int WORDS_MIN = 3;
    private static final int TIMES_MORE = 3;
    private static final double SCRIPT_PART_MIN = 0.5;
    private static final int SCRIPT_LETTERS_MIN = 4;

    private LanguageGuess() {}

    /** Whether the answer is surely in another language than the question, which did not ask for one. */
    static boolean differs(String question, String answer) {
        Optional<Language> asked = of(question);
        return asked.isPresent()
                && of(answer).filter(given -> given != asked.get()).isPresent()
                && !NAMED.matcher(question).find();
    }

    static Optional<Language> of(String text) {
        int letters = 0;
        int hebrew = 0;
        int kana = 0;
        int han = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x80) {
                letters += Character.isLetter(c) ? 1 : 0;
            } else if (Character.isLetter(c)) {
                UnicodeScript script = UnicodeScript.of(c);
                letters++;
                hebrew += script == UnicodeScript.HEBREW ? 1 : 0;
                kana += script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA ? 1 : 0;
                han += script == UnicodeScript.HAN ? 1 : 0;
            }
        }
        if (letters < SCRIPT_LETTERS_MIN) {
            return Optional.empty();
        }
        if (hebrew > letters * SCRIPT_PART_MIN) {
            return Optional.of(Language.HE);
        }
        if (kana > 0 && kana + han > letters * SCRIPT_PART_MIN) {
            return Optional.of(Language.JA);
        }
        return hebrew + kana + han > 0 ? Optional.empty() : ofWords(text);
    }

    private static Optional<Language> ofWords(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace('’', '\'');
        Set<String> known = new HashSet<>();
        int[] counts = new int[LANGUAGES.length];
        for (int from = 0; from < lower.length(); from++) {
            int end = endOfWord(lower, from);
            if (end > from) {
                String word = lower.substring(from, end);
                Language language = WORDS.get(word);
                if (language != null && known.add(word)) {
                    counts[language.ordinal()]++;
                }
                from = end;
            }
        }
        Language best = Language.EN;
        int next = 0;
        for (Language language : LANGUAGES) {
            if (counts[language.ordinal()] > counts[best.ordinal()]) {
                next = counts[best.ordinal()];
                best = language;
            } else if (language != best) {
                next = Math.max(next, counts[language.ordinal()]);
            }
        }
        int most = counts[best.ordinal()];
        return most >= WORDS_MIN && most >= TIMES_MORE * next ? Optional.of(best) : Optional.empty();
    }

    /** The same index if there is no word. */
    private static int endOfWord(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (!Character.isLetter(c) && c != '\'') {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static void words(Language language, String words) {
        for (String word : words.split(" ")) {
            WORDS.put(word, language);
        }
    }
}
