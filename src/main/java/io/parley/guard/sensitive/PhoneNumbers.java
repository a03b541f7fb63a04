package io.parley.guard.sensitive;

import io.parley.guard.sensitive.SensitiveText.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Telephone numbers: international ones by ITU-T E.164, national ones in the groupings in which Germans, French, Spaniards, Britons,
 * Americans, Israelis and Japanese write them, and any other only after a word for a telephone.
 */
final class PhoneNumbers {
    private static final Pattern REGION = Pattern.compile(
            "(?:\\(?+\\+ ?+\\(?+|\\(?+)[0-9]++(?:(?:\\) ?[-/.]? ?| ?[-/]? ?\\( ?| ?[-/] ?|[. ])[0-9]++)*+");

    private static final String DAY = "(?:0?[1-9]|[12][0-9]|3[01])";
    private static final String MONTH = "(?:0?[1-9]|1[0-2])";
    private static final String YEAR = "(?:19|20)[0-9]{2}";
    private static final String HOUR = "(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9]";

    /** Digits in groups that are something else. */
    private static final String NO_PHONE_FORMS = String.join(
            "|",
            "(?<![0-9])" + YEAR + "(?<d>[-/. ])" + MONTH + "\\k<d>" + DAY + "(?![0-9])", // ISO 8601 date
            "(?<![0-9])" + DAY + "[-/.] ?" + MONTH + "[-/.] ?" + YEAR + "(?![0-9])",
            "(?<![0-9])" + MONTH + "/" + DAY + "/" + YEAR + "(?![0-9])",
            "(?<![0-9])" + MONTH + "[/.]" + YEAR + "(?![0-9])",
            "(?<![0-9+])" + YEAR + "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
            "(?<![0-9.])" + HOUR + " ?- ?" + HOUR + "(?![0-9.])", // opening hours
            "(?<![0-9])[0-9]{1,3}\\.[0-9]{3,15}°?[NSEW]?[,;/ ]{1,3}[+-]?[0-9]{1,3}\\.[0-9]{3,15}(?![0-9.])", // coordinates
            "(?<![0-9.])[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?![0-9]|\\.[0-9])", // IPv4 address or version
            "(?<![0-9+])(?!00[1-9])[0-9]{4}(?:[ -][0-9]{4}){3,5}+(?![0-9])", // card or parcel
            "(?<![A-Za-z0-9])[A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[A-Z]{2}(?![A-Za-z0-9])", // UPU S10, postal item
            "(?<![A-Za-z0-9])1Z(?: ?[A-Z0-9]){16}(?![A-Za-z0-9])"); // UPS parcel

    /** Looks ahead first for what they all begin with, which spares most places the alternatives. */
    private static final Pattern NO_PHONE = Pattern.compile("(?=[0-9]|[A-Z]{2} ?[0-9])(?:" + NO_PHONE_FORMS + ")");

    private static final Pattern MONEY_BEFORE = Pattern.compile("(?:[€$£¥₪]|\\b(?:EUR|USD|GBP|JPY|CHF|ILS)) ?$");
    private static final Pattern MONEY_AFTER =
            Pattern.compile("^(?: ?[€$£¥₪%円]| ?(?:EUR|USD|GBP|JPY|CHF|ILS|[Ee]uros?|km|kg)\\b)");

    /** Fifteen by E.164, two zeros for the plus, and the zero that stands in parentheses. */
    private static final int DIGITS_MAX = 18;

    private PhoneNumbers() {}

    static void takeFrom(FoldedText text) {
        text.hideUuids();
        // Fewer together are no number, and most texts hold no more than an order's or a price's.
        if (!text.hasDigits(PhoneForm.NAMED_MIN, " ()-./")) {
            return;
        }
        FoldedText plain = text.copy();
        plain.hide(NO_PHONE);
        Matcher matcher = REGION.matcher(plain);
        while (matcher.find()) {
            DigitGroups groups = new DigitGroups(plain, matcher.start(), matcher.end());
            String opening = plain.subSequence(matcher.start(), groups.start(0));
            if (groups.digits() >= PhoneForm.NAMED_MIN
                    && !isPartOfCode(plain, matcher.start(), groups)
                    && !isMoney(plain, matcher.start(), matcher.end())) {
                takeFrom(text, plain, groups, opening);
            }
        }
    }

    private static void takeFrom(FoldedText text, FoldedText plain, DigitGroups groups, String opening) {
        boolean plus = opening.indexOf('+') >= 0;
        int regionStart = groups.start(0) - opening.length();
        NumberContext context = plus ? NumberContext.UNKNOWN : NumberContext.before(plain, regionStart);
        int next = 0;
        for (int first = 0; first < groups.size(); first++) {
            if (first > 0 && !mayBegin(groups, first, first == next)) {
                continue;
            }
            int last = last(plain, groups, first, plus && first == 0, first == 0 ? context : NumberContext.UNKNOWN);
            if (last >= 0) {
                int start = first == 0 ? regionStart : groups.start(first);
                takeWithParentheses(text, start, groups.end(last));
                first = last;
                next = last + 1;
            }
        }
    }

    /** The last group of the longest number that begins with this group, or -1. */
    private static int last(FoldedText text, DigitGroups groups, int first, boolean plus, NumberContext context) {
        boolean opened = text.at(groups.start(first) - 1) == '(';
        int end = first;
        for (int digits = 0; end < groups.size() && digits + groups.length(end) <= DIGITS_MAX; end++) {
            digits += groups.length(end);
        }
        for (int last = end - 1; last >= first; last--) {
            if (mayEnd(text, groups, last)) {
                PhoneForm form = PhoneForm.of(groups, first, last, opened);
                boolean phone = plus ? form.isInternational() : form.isPhone(context);
                if (phone) {
                    return last;
                }
            }
        }
        return -1;
    }

    /** After a blank, a zero may begin a number of its own, but hardly in the midst of an even row. */
    private static boolean mayBegin(DigitGroups groups, int first, boolean afterPhone) {
        return groups.separator(first - 1).indexOf(' ') >= 0
                && groups.digits(first).startsWith("0")
                && (afterPhone || groups.length(first - 1) != groups.length(first));
    }

    private static boolean mayEnd(FoldedText text, DigitGroups groups, int last) {
        if (last == groups.size() - 1) {
            int end = groups.end(last);
            boolean joined = "-_".indexOf(text.at(end)) >= 0 && text.joinsAt(end + 1);
            boolean fraction = ",:".indexOf(text.at(end)) >= 0 && text.isDigitAt(end + 1);
            return !text.joinsAt(end) && !joined && !fraction;
        }
        // An even row goes on; anything else after a blank may be the next thing in the sentence.
        boolean next = groups.length(last) != groups.length(last + 1)
                || groups.digits(last + 1).startsWith("0");
        return next && groups.separator(last).indexOf(' ') >= 0;
    }

    /** Whether letters, or signs that only codes have, stand right before. */
    private static boolean isPartOfCode(FoldedText text, int start, DigitGroups groups) {
        char before = text.at(start - 1);
        if (start < groups.start(0)) {
            return text.at(start) == '+' && text.joinsAt(start - 1);
        }
        boolean joined = "-_/".indexOf(before) >= 0 && text.joinsAt(start - 2);
        boolean decimal = ".,:".indexOf(before) >= 0 && text.isDigitAt(start - 2);
        return text.joinsAt(start - 1) || "#+".indexOf(before) >= 0 || joined || decimal;
    }

    private static boolean isMoney(FoldedText text, int start, int end) {
        return MONEY_BEFORE
                        .matcher(text.subSequence(Math.max(0, start - 4), start))
                        .find()
                || MONEY_AFTER
                        .matcher(text.subSequence(end, Math.min(text.length(), end + 6)))
                        .find();
    }

    /** A parenthesis belongs to the number if its counterpart does too. */
    private static void takeWithParentheses(FoldedText text, int start, int end) {
        boolean closes = text.subSequence(start, end).indexOf(')') >= 0;
        int begin = start;
        if (text.at(start) == '(' && !closes) {
            begin++;
        } else if (text.at(start - 1) == '(' && closes) {
            begin--;
        }
        text.take(Kind.PHONE, begin, end);
    }
}
