package io.parley.guard.sensitive;

import io.parley.guard.sensitive.SensitiveText.Kind;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers that a state gives to a person. Those that any run of digits could be mistaken for count only in the grouping of official
 * letters, or after a word that names them.
 */
final class NationalIds {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final String J = FoldedText.JOINING;
    private static final String START = "(?<![" + J + "])(?<![" + J + "][-_])(?<![0-9]\\.)";
    private static final String END = "(?![" + J + "]|[-_][" + J + "]|[.,][0-9]{1,2}(?![0-9]))";

    /** What may stand between the digits of any of them. */
    private static final String SEPARATORS = " .-";

    private static final List<Form> FORMS = List.of(
            // United States: social security number, with the areas, groups and serials never given out.
            alone(9, "(?!000|666|9)[0-9]{3}(?<s>[- ])(?!00)[0-9]{2}\\k<s>(?!0000)[0-9]{4}", id -> true),
            // United Kingdom: national insurance number, without the prefixes set aside.
            alone(
                    6,
                    "(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
                    id -> true),
            alone(11, "[0-9]{2} [0-9]{3} [0-9]{3} [0-9]{3}", NationalIds::isGermanTaxId),
            named(
                    11,
                    "steuer[ -]?id|steuer-?identifikationsnummer|steuerliche identifikationsnummer|identifikationsnummer|idnr|id-nr"
                            + "|st(?:euer)?\\.?-?idnr|tin|tax[ -]?(?:id|identification|number)",
                    "[0-9]{11}|[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}",
                    NationalIds::isGermanTaxId),
            alone(
                    7,
                    "[0-9]{8}-?[A-Z]|[0-9]{2}\\.[0-9]{3}\\.[0-9]{3}-?[A-Z]|[XYZ]-?[0-9]{7}-?[A-Z]",
                    NationalIds::isDni),
            // An attached letter may be of either case; one that stands apart could be a word.
            new Form(
                    text -> text.hasDigits(8, ""),
                    Pattern.compile(START + "(?<id>[0-9]{8} [A-Z])" + END),
                    NationalIds::isDni),
            // Fifteen digits, or, after the letter of a department of Corsica, eight.
            alone(
                    8,
                    "[1-478][ .-]?[0-9]{2}[ .-]?(?:0[1-9]|1[0-2]|[2-9][0-9])[ .-]?(?:[0-9]{2}|2[AB])(?:[ .-]?[0-9]{3}){2}[ .-]?[0-9]{2}",
                    NationalIds::isNir),
            new Form(
                    NationalIds::mayHoldCodiceFiscale,
                    aloneAs("[A-Z]{3} ?[A-Z]{3} ?[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2} ?[A-Z][0-9L-NP-V]{3}[A-Z]"),
                    NationalIds::isCodiceFiscale),
            named(
                    9,
                    "ת\\.? ?ז|ת[\"״']ז|תעודת זהות|מספר זהות|te?udat zehut|t\\.z|id (?:number|no)|identity (?:number|card)",
                    "[0-9]{8}[- ]?[0-9]",
                    Checksums::luhn),
            alone(12, "[0-9]{4}(?<s>[- ])[0-9]{4}\\k<s>[0-9]{4}", NationalIds::isMyNumber),
            named(12, "マイナンバー|個人番号|my ?number", "[0-9]{12}|[0-9]{4}[- ][0-9]{4}[- ][0-9]{4}", NationalIds::isMyNumber),
            alone(11, "[0-9]{3}\\.[0-9]{3}\\.[0-9]{3}-[0-9]{2}", NationalIds::isCpf));

    private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

    /** What the characters 0 to 9 and A to Z count in odd places of a codice fiscale (decree of 23 December 1976). */
    private static final int[] ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
        22, 25, 24, 23
    };

    private NationalIds() {}

    /**
     * One country's number: its shape, and what its characters must add up to.
     *
     * @param possible what is quickly seen, and without which the shape cannot be there
     */
    private record Form(Predicate<FoldedText> possible, Pattern pattern, Predicate<String> valid) {}

    static void takeFrom(FoldedText text) {
        text.hideUuids();
        for (Form form : FORMS) {
            if (!form.possible.test(text)) {
                continue;
            }
            Matcher matcher = form.pattern.matcher(text);
            while (matcher.find()) {
                int start = matcher.start("id");
                int end = matcher.end("id");
                String id = matcher.group("id").replaceAll("[ ./-]", "").toUpperCase(Locale.ROOT);
                if (form.valid.test(id)
                        && !isPartOfRow(text, start, end)
                        && NumberContext.before(text, start) != NumberContext.REFERENCE) {
                    text.take(Kind.NATIONAL_ID, start, end);
                }
            }
        }
    }

    /** Whether more groups of digits stand beside groups that only blanks divide. */
    private static boolean isPartOfRow(FoldedText text, int start, int end) {
        boolean more = text.at(start - 1) == ' ' && text.isDigitAt(start - 2)
                || text.at(end) == ' ' && text.isDigitAt(end + 1);
        return more && text.subSequence(start, end).indexOf(' ') >= 0;
    }

    /** @param digits how many of its digits stand together, at least */
    private static Form alone(int digits, String id, Predicate<String> valid) {
        return new Form(text -> text.hasDigits(digits, SEPARATORS), aloneAs(id), valid);
    }

    private static Pattern aloneAs(String id) {
        return Pattern.compile(START + "(?<id>" + id + ")" + END, FLAGS);
    }

    private static Form named(int digits, String names, String id, Predicate<String> valid) {
        String name = "(?<![A-Za-z\\u00C0-\\u024F])(?:" + names + ")[^0-9\\n\\uFFFF]{0,20}+";
        Pattern pattern = Pattern.compile(name + "(?<id>" + id + ")" + END, FLAGS);
        return new Form(text -> text.hasDigits(digits, SEPARATORS), pattern, valid);
    }

    /** Identifikationsnummer (§ 139b AO): of the first ten digits exactly one repeats, twice or three times, and MOD 11,10 holds. */
    private static boolean isGermanTaxId(String id) {
        int[] counts = new int[10];
        id.substring(0, 10).chars().forEach(c -> counts[c - '0']++);
        int repeated = 0;
        for (int count : counts) {
            if (count > 3) {
                return false;
            }
            repeated += count > 1 ? 1 : 0;
        }
        return id.charAt(0) != '0' && repeated == 1 && Checksums.mod11And10(id);
    }

    /** Documento nacional de identidad, or a foreigner's with X, Y or Z for 0, 1 or 2: the letter is the number modulo 23. */
    private static boolean isDni(String id) {
        int foreigner = "XYZ".indexOf(id.charAt(0));
        String number = foreigner < 0 ? id.substring(0, 8) : foreigner + id.substring(1, 8);
        return DNI_LETTERS.charAt(Integer.parseInt(number) % 23) == id.charAt(8);
    }

    /** Numéro d'inscription au répertoire: 13 places and their complement to 97. Corsica's departments count as 19 and 18. */
    private static boolean isNir(String id) {
        String number = id.substring(0, 13).replace("2A", "19").replace("2B", "18");
        return 97 - Checksums.mod97(number) == Integer.parseInt(id.substring(13));
    }

    /** Whether digits, or letters that stand for them, are where the last ten characters have them. In few words they are. */
    private static boolean mayHoldCodiceFiscale(FoldedText text) {
        for (int day = 3; day < text.length() - 1; day++) {
            if (isCodiceDigit(text.charAt(day))
                    && isCodiceDigit(text.charAt(day + 1))
                    && isCodiceDigit(text.charAt(day - 2))
                    && isCodiceDigit(text.charAt(day - 3))) {
                int place = day + (text.at(day + 2) == ' ' ? 3 : 2);
                boolean coded = isCodiceDigit(text.at(place + 1))
                        && isCodiceDigit(text.at(place + 2))
                        && isCodiceDigit(text.at(place + 3));
                if (coded) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isCodiceDigit(char c) {
        char upper = c < 0x80 ? (char) (c & ~0x20) : Character.toUpperCase(c);
        return FoldedText.isDigit(c) || upper >= 'L' && upper <= 'V' && upper != 'O';
    }

    private static boolean isCodiceFiscale(String id) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            int value = Character.digit(id.charAt(i), 36);
            int even = value < 10 ? value : value - 10;
            sum += i % 2 == 0 ? ODD[value] : even;
        }
        return 'A' + sum % 26 == id.charAt(15);
    }

    /** The individual number of Japan's ordinance no. 85 of 2014: MOD 11 with the weights 6 to 2, 7 to 2. */
    private static boolean isMyNumber(String id) {
        int remainder = Checksums.weighted(id, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return (remainder <= 1 ? 0 : 11 - remainder) == id.charAt(11) - '0';
    }

    /** Cadastro de pessoas físicas: two check digits modulo 11. Eleven equal digits pass, but are given to nobody. */
    private static boolean isCpf(String id) {
        int first = Checksums.weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        int second = Checksums.weighted(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        return first == id.charAt(9) - '0'
                && second == id.charAt(10) - '0'
                && id.chars().distinct().count() > 1;
    }
}
