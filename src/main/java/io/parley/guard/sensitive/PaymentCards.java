package io.parley.guard.sensitive;

import io.parley.guard.sensitive.SensitiveText.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Primary account numbers by ISO/IEC 7812: an issuer's prefix, a length which that issuer gives out, and Luhn's check digit. */
final class PaymentCards {
    private static final Pattern DIGITS = Pattern.compile("[0-9]++(?:[ -][0-9]++)*+");
    private static final int LENGTH_MIN = 13;
    private static final int LENGTH_MAX = 19;

    private PaymentCards() {}

    static void takeFrom(FoldedText text) {
        text.hideUuids();
        // Hardly any text holds so many digits together, and without them there is no card.
        if (!text.hasDigits(LENGTH_MIN, " -")) {
            return;
        }
        Matcher matcher = DIGITS.matcher(text);
        while (matcher.find()) {
            takeFrom(text, new DigitGroups(text, matcher.start(), matcher.end()));
        }
    }

    private static void takeFrom(FoldedText text, DigitGroups groups) {
        for (int first = 0; first < groups.size(); first++) {
            if (!beginsAt(text, groups, first)) {
                continue;
            }
            int last = lastOfCard(text, groups, first);
            if (last >= 0) {
                text.take(Kind.CARD, groups.start(first), groups.end(last));
                first = last;
            }
        }
    }

    /** The last group of the longest card number that begins with this group, or -1. */
    private static int lastOfCard(FoldedText text, DigitGroups groups, int first) {
        int found = -1;
        StringBuilder digits = new StringBuilder();
        for (int last = first; last < groups.size(); last++) {
            if (digits.length() + groups.length(last) > LENGTH_MAX) {
                break;
            }
            digits.append(groups.digits(last));
            if (digits.length() >= LENGTH_MIN
                    && endsAt(text, groups, last)
                    && isCard(digits.toString(), first == last)) {
                found = last;
            }
        }
        return found;
    }

    private static boolean beginsAt(FoldedText text, DigitGroups groups, int first) {
        int start = groups.start(first);
        if (first > 0) {
            // An even row of groups is one long number, such as a parcel's, and not a card's after another.
            return text.at(start - 1) == ' ' && groups.length(first - 1) != groups.length(first);
        }
        boolean joined = "-_".indexOf(text.at(start - 1)) >= 0 && text.joinsAt(start - 2);
        boolean fraction = text.at(start - 1) == '.' && text.isDigitAt(start - 2);
        return !text.joinsAt(start - 1) && !joined && !fraction;
    }

    private static boolean endsAt(FoldedText text, DigitGroups groups, int last) {
        int end = groups.end(last);
        if (last < groups.size() - 1) {
            boolean another = groups.length(last + 1) != groups.length(last) || isExpiry(groups.digits(last + 1));
            return text.at(end) == ' ' && another;
        }
        boolean joined = "-_".indexOf(text.at(end)) >= 0 && text.joinsAt(end + 1);
        boolean fraction = text.at(end) == '.' && text.isDigitAt(end + 1);
        return !text.joinsAt(end) && !joined && !fraction;
    }

    /** Month and year, as printed beside the number. */
    private static boolean isExpiry(String digits) {
        return digits.length() == 4 && digits.compareTo("0101") >= 0 && digits.compareTo("1299") <= 0;
    }

    private static boolean isCard(String digits, boolean bare) {
        // Barcodes begin with 4 in Germany and Japan, and one in ten passes Luhn's check too.
        int length = digits.length();
        boolean barcode = bare && (length == 13 || length == 14 || length == 18) && Checksums.gs1(digits);
        return isIssued(digits) && !barcode && Checksums.luhn(digits);
    }

    private static boolean isIssued(String digits) {
        int length = digits.length();
        int two = Integer.parseInt(digits.substring(0, 2));
        int three = Integer.parseInt(digits.substring(0, 3));
        int four = Integer.parseInt(digits.substring(0, 4));
        boolean visa = two / 10 == 4 && (length == 13 || length == 16 || length == 19);
        boolean mastercard = (two >= 51 && two <= 55 || four >= 2221 && four <= 2720) && length == 16;
        boolean amex = (two == 34 || two == 37) && length == 15;
        boolean diners =
                (three >= 300 && three <= 305 || three == 309 || two == 36 || two == 38 || two == 39) && length == 14;
        boolean discover = four == 6011 || two == 65 || three >= 644 && three <= 649;
        boolean jcb = four >= 3528 && four <= 3589;
        // Maestro's shorter numbers would take in barcodes, which begin with 50 in Britain.
        boolean maestro = two == 50 || two >= 56 && two <= 58 || two == 63 || two == 67;
        boolean longer = (discover || jcb || two == 62 || maestro) && length >= 16;
        return visa || mastercard || amex || diners || longer;
    }
}
