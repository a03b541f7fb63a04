package io.parley.guard.sensitive;

import io.parley.guard.sensitive.SensitiveText.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** International bank account numbers by ISO 13616: the country's registered form, and 1 as the remainder modulo 97. */
final class Ibans {
    private static final Pattern PART = Pattern.compile("([0-9]{1,2})([nac])");
    private static final Map<String, String> CLASSES = Map.of("n", "[0-9]", "a", "[A-Z]", "c", "[0-9A-Z]");

    /** What follows country and check digits, in the register's notation: digits (n), letters (a), either (c). */
    private static final Map<String, Pattern> ACCOUNTS = Pattern.compile(",\\s+")
            .splitAsStream("""
                    AD 8n12c, AE 19n, AL 8n16c, AT 16n, AZ 4a20c, BA 16n, BE 12n,
                    BG 4a6n8c, BH 4a14c, BR 23n1a1c, BY 4c4n16c, CH 5n12c, CR 18n, CY 8n16c,
                    CZ 20n, DE 18n, DK 14n, DO 4c20n, EE 16n, EG 25n, ES 20n,
                    FI 14n, FO 14n, FR 10n11c2n, GB 4a14n, GE 2a16n, GI 4a15c, GL 14n,
                    GR 7n16c, HR 17n, HU 24n, IE 4a14n, IL 19n, IS 22n, IT 1a10n12c,
                    JO 4a4n18c, KW 4a22c, KZ 3n13c, LB 4n20c, LI 5n12c, LT 16n, LU 3n13c,
                    LV 4a13c, MC 10n11c2n, MD 20c, ME 18n, MK 3n10c2n, MT 4a5n18c, MU 4a19n3a,
                    NL 4a10n, NO 11n, PK 4a16c, PL 24n, PS 4a21c, PT 21n, QA 4a21c,
                    RO 4a16c, RS 18n, SA 2n18c, SE 20n, SI 15n, SK 20n, SM 1a10n12c,
                    TN 20n, TR 6n16c, UA 6n19c, VA 18n, XK 16n""")
            .collect(Collectors.toUnmodifiableMap(line -> line.substring(0, 2), line -> account(line.substring(3))));

    private static final int LENGTH_MAX = 34;

    private Ibans() {}

    static void takeFrom(FoldedText text) {
        for (int start = 0; start < text.length(); start++) {
            int end = beginsAt(text, start) ? end(text, start) : 0;
            if (end > 0) {
                text.take(Kind.IBAN, start, end);
            }
        }
    }

    /** Whether two letters and two digits stand there, each perhaps after a blank. */
    private static boolean beginsAt(FoldedText text, int start) {
        if (!isLetter(text.at(start)) || text.joinsAt(start - 1)) {
            return false;
        }
        int second = next(text, start);
        int third = next(text, second);
        return isLetter(text.at(second)) && text.isDigitAt(third) && text.isDigitAt(next(text, third));
    }

    private static int next(FoldedText text, int index) {
        return text.at(index + 1) == ' ' ? index + 2 : index + 1;
    }

    private static boolean isLetter(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    /** Where the number that begins there ends, or 0 if none does. */
    private static int end(FoldedText text, int start) {
        StringBuilder compact = new StringBuilder(LENGTH_MAX);
        for (int i = start; compact.length() < LENGTH_MAX; i++) {
            char c = text.at(i);
            if (c == ' ' && text.at(i + 1) != ' ') {
                continue;
            }
            if (!text.joinsAt(i) || c == '_' || c > 'z') {
                return 0;
            }
            compact.append(c);
            if (!text.joinsAt(i + 1) && isValid(compact.toString().toUpperCase(Locale.ROOT))) {
                return i + 1;
            }
        }
        return 0;
    }

    private static boolean isValid(String iban) {
        Pattern account = iban.length() > 4 ? ACCOUNTS.get(iban.substring(0, 2)) : null;
        return account != null
                && account.matcher(iban.substring(4)).matches()
                && Checksums.mod97(iban.substring(4) + iban.substring(0, 4)) == 1;
    }

    private static Pattern account(String structure) {
        return Pattern.compile(
                PART.matcher(structure).replaceAll(part -> CLASSES.get(part.group(2)) + "{" + part.group(1) + "}"));
    }
}
