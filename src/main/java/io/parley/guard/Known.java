package io.parley.guard;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an answer may name: what stands in this conversation and in what the site said of this visitor.
 *
 * @param said the message, the window, the typed context and the articles
 * @param trusted those parts of it that the site itself wrote, from which links may be taken
 */
public record Known(List<String> said, List<String> trusted) {
    private static final Pattern JOINT =
            Pattern.compile("(?<=[\\p{L}\\p{N}])[-_/.](?=[\\p{L}\\p{N}])|(?<=\\p{L}) (?=\\p{N})");
    private static final Pattern GAP =
            Pattern.compile("(?<=[\\p{L}\\p{N}])[- _/.()\\u00A0\\u2011]{1,3}(?=[\\p{L}\\p{N}])");

    /** Of an e-mail address. */
    private static final String ADDRESS_SIGNS = "._%+-";

    /** Whether this address was said, and not just a longer one that ends or begins like it. */
    boolean hasAddress(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return said.stream().anyMatch(s -> stands(lower, s.toLowerCase(Locale.ROOT), ADDRESS_SIGNS));
    }

    /** Whether a number that ends in these digits was said, however they were grouped. */
    boolean hasDigits(String end) {
        return said.stream().map(s -> GAP.matcher(s).replaceAll("")).anyMatch(s -> {
            int at = s.indexOf(end);
            return at >= 0 && isEdge(s, at + end.length() - 1, at + end.length());
        });
    }

    /**
     * Whether this number was said, whatever joins its parts. Letters before it may be left out: who has order AB-10042 has 10042.
     *
     * @param grouped whether it may have been said in groups, as accounts and cards are
     */
    boolean hasNumber(String number, boolean grouped) {
        Pattern between = grouped ? GAP : JOINT;
        String bare = between.matcher(number.toLowerCase(Locale.ROOT)).replaceAll("");
        return said.stream().anyMatch(s -> {
            String lower = s.toLowerCase(Locale.ROOT);
            return stands(bare, lower, "")
                    || stands(bare, between.matcher(lower).replaceAll(""), "");
        });
    }

    private static boolean stands(String what, String text, String goesOnWith) {
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
            boolean begins = at == 0 || isEdge(text, at - 1, at) && goesOnWith.indexOf(text.charAt(at - 1)) < 0;
            if (begins && isEdge(text, at + what.length() - 1, at + what.length())) {
                return true;
            }
        }
        return false;
    }

    /** Whether two neighbours do not belong to one word or number: neither two letters nor two digits. */
    private static boolean isEdge(String text, int left, int right) {
        if (right >= text.length()) {
            return true;
        }
        char a = text.charAt(left);
        char b = text.charAt(right);
        return !(Character.isLetter(a) && Character.isLetter(b) || Character.isDigit(a) && Character.isDigit(b));
    }
}
