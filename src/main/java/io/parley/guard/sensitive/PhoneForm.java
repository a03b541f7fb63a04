package io.parley.guard.sensitive;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Digits in groups, and whether they look like a telephone number. */
final class PhoneForm {
    /** Fewer digits are no number, whatever stands before them. */
    static final int NAMED_MIN = 6;

    private static final int NAMED_SEPARATED_MIN = 7;
    private static final int DIGITS_MIN = 8;
    private static final int DIGITS_MAX = 15;
    private static final int TRUNK_MIN = 9;
    private static final int TRUNK_MAX = 12;

    /** With two zeros for the plus, and no separators, shorter ones are rather order numbers filled up with zeros. */
    private static final int ZEROS_MIN = 10;

    private static final String TWO_DIGIT_CODES =
            " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94"
                    + " 95 98 ";

    /** How many digits follow the country's code, where that country has a plan that says so. */
    private static final Map<String, Range> NATIONAL = Map.ofEntries(
            Map.entry("1", new Range(10, 10)),
            Map.entry("7", new Range(10, 10)),
            Map.entry("30", new Range(10, 10)),
            Map.entry("31", new Range(9, 9)),
            Map.entry("32", new Range(8, 9)),
            Map.entry("33", new Range(9, 9)),
            Map.entry("34", new Range(9, 9)),
            Map.entry("39", new Range(6, 11)),
            Map.entry("41", new Range(9, 9)),
            Map.entry("43", new Range(6, 13)),
            Map.entry("44", new Range(9, 10)),
            Map.entry("45", new Range(8, 8)),
            Map.entry("47", new Range(8, 8)),
            Map.entry("48", new Range(9, 9)),
            Map.entry("49", new Range(6, 12)),
            Map.entry("52", new Range(10, 10)),
            Map.entry("55", new Range(10, 11)),
            Map.entry("61", new Range(9, 9)),
            Map.entry("81", new Range(9, 10)),
            Map.entry("86", new Range(9, 11)),
            Map.entry("90", new Range(10, 10)),
            Map.entry("91", new Range(10, 10)),
            Map.entry("351", new Range(9, 9)),
            Map.entry("972", new Range(8, 9)));

    private static final Range ANY = new Range(5, 13);

    private final List<String> groups = new ArrayList<>();
    private final List<String> separators = new ArrayList<>();
    private final boolean separated;
    private final String digits;

    private PhoneForm(DigitGroups all, int first, int last, boolean opened) {
        for (int i = first; i <= last; i++) {
            groups.add(all.digits(i));
            if (i < last) {
                separators.add(all.separator(i));
            }
        }
        separated = opened || groups.size() > 1;
        digits = String.join("", groups);
    }

    private record Range(int min, int max) {}

    /** The groups from first to last, of which the first may stand in parentheses. */
    static PhoneForm of(DigitGroups all, int first, int last, boolean opened) {
        return new PhoneForm(all, first, last, opened);
    }

    /** Whether it is a number without a plus before it. */
    boolean isPhone(NumberContext context) {
        if (context == NumberContext.PHONE && isNamed()) {
            return true;
        }
        if (context == NumberContext.REFERENCE) {
            return false;
        }
        if (groups.get(0).startsWith("00")) {
            String number = withoutTrunkZero().substring(2);
            return (separated || number.length() >= ZEROS_MIN) && isInternational(number);
        }
        return separated && (isTrunk() || isAmerican() || isSpanish() || isIsraeliToll());
    }

    /** Whether it is one after a plus. */
    boolean isInternational() {
        return !isDecimal() && !isThousands() && isInternational(withoutTrunkZero());
    }

    private static boolean isInternational(String number) {
        if (number.length() < DIGITS_MIN || number.length() > DIGITS_MAX || number.charAt(0) == '0') {
            return false;
        }
        String code = countryCode(number);
        String rest = number.substring(code.length());
        if (rest.startsWith("0") && !code.equals("39")) {
            rest = rest.substring(1);
        }
        Range range = NATIONAL.getOrDefault(code, ANY);
        boolean trunk = rest.startsWith("0") && !code.equals("39");
        boolean american = !code.equals("1") || isAreaAndExchange(rest);
        return american && !trunk && rest.length() >= range.min && rest.length() <= range.max;
    }

    /** ITU-T E.164: the codes of one and two digits, and three for the others. */
    private static String countryCode(String number) {
        if (number.charAt(0) == '1' || number.charAt(0) == '7') {
            return number.substring(0, 1);
        }
        return number.substring(0, TWO_DIGIT_CODES.contains(" " + number.substring(0, 2) + " ") ? 2 : 3);
    }

    /** Without the zero of +49 (0)30, which nobody dials from abroad. */
    private String withoutTrunkZero() {
        for (int i = 1; i < groups.size(); i++) {
            if (groups.get(i).equals("0") && separators.get(i - 1).indexOf('(') >= 0) {
                return String.join("", groups.subList(0, i)) + String.join("", groups.subList(i + 1, groups.size()));
            }
        }
        return digits;
    }

    /** What may be a number at all, if the sentence calls it one. */
    private boolean isNamed() {
        int min = groups.size() > 1 ? NAMED_SEPARATED_MIN : NAMED_MIN;
        boolean price = groups.size() > 1
                && separators.get(separators.size() - 1).equals(".")
                && lengthOf(groups.size() - 1) <= 2
                && groups.size() < 4;
        return digits.length() >= min && digits.length() <= DIGITS_MAX && !price && !isThousands();
    }

    /** A national number with the zero that Germany, France, Britain, Israel and Japan dial first. */
    private boolean isTrunk() {
        boolean one = digits.startsWith("0") && !digits.startsWith("00");
        if (!one || digits.length() < TRUNK_MIN || digits.length() > TRUNK_MAX) {
            return false;
        }
        if (groups.stream().allMatch(group -> group.length() == 2)) {
            // Six pairs are rather sizes or dates.
            return groups.size() == 5 && separators.stream().distinct().count() == 1;
        }
        boolean loneZero = groups.get(0).equals("0");
        return (loneZero ? isSpacedAfterZero() : lengthOf(0) <= 6) && isEven(loneZero ? 2 : 1) && hasNoLoneDigits();
    }

    /** As in "0 30 / 12 34 56", and unlike a barcode. */
    private boolean isSpacedAfterZero() {
        return !separators.isEmpty()
                && " /()".indexOf(separators.get(0).charAt(0)) >= 0
                && groups.stream().skip(1).allMatch(group -> group.length() >= 2 && group.length() <= 4);
    }

    /** Whether one separator stands between all groups from this one on, but for the dash before an extension. */
    private boolean isEven(int from) {
        for (int i = from + 1; i < separators.size(); i++) {
            boolean extension = i == separators.size() - 1 && separators.get(i).contains("-");
            if (!separators.get(i).equals(separators.get(from)) && !extension && !isParenthesised(from)) {
                return false;
            }
        }
        return true;
    }

    private boolean isParenthesised(int separator) {
        return separators.get(separator).indexOf(')') >= 0;
    }

    private boolean hasNoLoneDigits() {
        for (int i = 1; i < groups.size() - 1; i++) {
            if (lengthOf(i) < 2) {
                return false;
            }
        }
        return true;
    }

    /** North American numbering plan: area and exchange begin with 2 to 9. */
    private boolean isAmerican() {
        boolean one = digits.startsWith("1");
        return hasLengths(3, 3, 4) && isAreaAndExchange(digits)
                || one && hasLengths(1, 3, 3, 4) && isAreaAndExchange(digits.substring(1));
    }

    private static boolean isAreaAndExchange(String number) {
        return number.length() == 10 && number.charAt(0) >= '2' && number.charAt(3) >= '2';
    }

    /** Nine digits that begin with 6 to 9, and whole millions, which come in the same groups, left out. */
    private boolean isSpanish() {
        boolean uniform = separators.stream().distinct().count() == 1 && " -".contains(separators.get(0));
        boolean provincial = digits.matches("[89][1-8].*") && hasLengths(2, 3, 2, 2);
        return uniform
                && digits.charAt(0) >= '6'
                && !digits.endsWith("000000")
                && (hasLengths(3, 3, 3) || hasLengths(3, 2, 2, 2) || provincial);
    }

    private boolean isIsraeliToll() {
        return digits.matches("1(?:700|800|599|809)[0-9]{6}")
                && (hasLengths(1, 3, 3, 3) || hasLengths(4, 3, 3) || hasLengths(1, 3, 6) || hasLengths(4, 6));
    }

    /** One dot, and few enough digits after it for a coordinate or an amount. */
    private boolean isDecimal() {
        return groups.size() == 2 && separators.get(0).equals(".") && lengthOf(1) < DIGITS_MIN;
    }

    private boolean isThousands() {
        return groups.size() > 1
                && lengthOf(0) < 3
                && separators.stream().allMatch("."::equals)
                && groups.stream().skip(1).allMatch(group -> group.length() == 3);
    }

    private int lengthOf(int group) {
        return groups.get(group).length();
    }

    private boolean hasLengths(int... lengths) {
        if (groups.size() != lengths.length) {
            return false;
        }
        for (int i = 0; i < lengths.length; i++) {
            if (lengthOf(i) != lengths[i]) {
                return false;
            }
        }
        return true;
    }
}
