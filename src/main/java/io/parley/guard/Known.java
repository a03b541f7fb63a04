package io.parley.guard;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What an answer may name: what stands in this conversation and in what the site said of this visitor. */
public final class Known {
    private static final Pattern JOINT =
            Pattern.compile("(?<=[\\p{L}\\p{N}])[-_/.](?=[\\p{L}\\p{N}])|(?<=\\p{L}) (?=\\p{N})");
    private static final Pattern GAP =
            Pattern.compile("(?<=[\\p{L}\\p{N}])[- _/.()\\u00A0\\u2011]{1,3}(?=[\\p{L}\\p{N}])");

    /** Of an e-mail address. */
    private static final String ADDRESS_SIGNS = "._%+-";

    private final List<Said> said;
    private final List<String> trusted;

    /**
     * @param said the message, the window, the typed context and the articles
     * @param trusted those parts of it that the site itself wrote, from which links may be taken
     */
    public Known(List<String> said, List<String> trusted) {
        this.said = said.stream().map(Said::new).toList();
        this.trusted = trusted;
    }

    /**
     * A text in the forms in which things are looked for in it. Each is made when it is first asked for, and kept: an answer may name a
     * hundred numbers, and a site's brief has twenty thousand characters.
     */
    static final class Said {
        private final String text;
        private String lower;
        private String joined;
        private String grouped;
        private String digits;

        Said(String text) {
            this.text = text;
        }

        String lower() {
            if (lower == null) {
                lower = text.toLowerCase(Locale.ROOT);
            }
            return lower;
        }

        /** Without what joins the parts of a number. */
        String joined() {
            if (joined == null) {
                joined = without(JOINT, lower());
            }
            return joined;
        }

        /** Without what stands between groups, as those of accounts and cards. */
        String grouped() {
            if (grouped == null) {
                grouped = without(GAP, lower());
            }
            return grouped;
        }

        /** As {@link #grouped}, for what has no letters. */
        String digits() {
            if (digits == null) {
                digits = without(GAP, text);
            }
            return digits;
        }
    }

    List<String> trusted() {
        return trusted;
    }

    /** Whether this address was said, and not just a longer one that ends or begins like it. */
    boolean hasAddress(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return said.stream().anyMatch(s -> stands(lower, s.lower(), ADDRESS_SIGNS));
    }

    /** Whether a number that ends in these digits was said, however they were grouped. */
    boolean hasDigits(String end) {
        return said.stream().map(Said::digits).anyMatch(s -> {
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
        String bare = without(grouped ? GAP : JOINT, number.toLowerCase(Locale.ROOT));
        return said.stream()
                .anyMatch(s -> stands(bare, s.lower(), "") || stands(bare, grouped ? s.grouped() : s.joined(), ""));
    }

    private static String without(Pattern between, String text) {
        return between.matcher(text).replaceAll("");
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
