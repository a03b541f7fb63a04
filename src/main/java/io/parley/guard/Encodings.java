package io.parley.guard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a text may say in one of the encodings that models read as easily as plain writing. */
final class Encodings {
    /** Of one kind; who hides more than that has shown enough in the first ones. */
    private static final int RUNS_MAX = 8;

    private static final int BASE64_GROUP = 4;
    private static final char TAGS_HIGH_SURROGATE = Character.highSurrogate(0xE0000);
    private static final double READABLE = 0.85;

    /** Less of these is in no payload that says anything. */
    private static final int CHANGES_MIN = 3;

    private static final int DIGITS_MIN = 8;
    private static final int MORSE_MIN = 6;
    private static final String HEX_DIGITS = "0123456789abcdefABCDEF";

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}+={0,2}");
    private static final Pattern HEX = Pattern.compile("(?:(?:\\\\x|0x|%)?[0-9A-Fa-f]{2}[ ,:]?){8,}+");
    private static final Pattern BINARY = Pattern.compile("(?:[01]{8} ?){4,}+");
    private static final Pattern MORSE = Pattern.compile("(?:[.-]{1,5}[ /|]{1,3}){6,}+[.-]{0,5}");
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\u\\{?([0-9A-Fa-f]{4,5})\\}?|&#x([0-9A-Fa-f]{2,5});|&#(\\d{2,6});|%([0-9A-Fa-f]{2})");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private static final Map<String, String> LETTER_OF_MORSE = morse();

    private Encodings() {}

    /** Every reading of the text that makes sense, and the text backwards and by ROT13, which always might. */
    static List<String> readings(String text) {
        List<String> readings = new ArrayList<>();
        readings.add(new StringBuilder(text).reverse().toString());
        readings.add(rot13(text));
        readings.addAll(explicit(text));
        return readings;
    }

    private static List<String> explicit(String text) {
        List<String> found = new ArrayList<>();
        if (changes(text) >= CHANGES_MIN) {
            decoded(text, BASE64, Encodings::base64, found);
            decoded(SPACE.matcher(text).replaceAll(""), BASE64, Encodings::base64, found);
        }
        if (count(text, "0123456789") >= DIGITS_MIN && together(text, HEX_DIGITS, "\\x% ,:") >= 2 * DIGITS_MIN) {
            decoded(text, HEX, Encodings::hex, found);
            decoded(text, BINARY, Encodings::binary, found);
        }
        if (count(text, ".-") >= DIGITS_MIN && together(text, ".-", " /|") >= MORSE_MIN) {
            decoded(text, MORSE, Encodings::morse, found);
        }
        if (text.indexOf('\\') >= 0 || text.indexOf('&') >= 0 || text.indexOf('%') >= 0) {
            String unescaped = unescaped(text);
            if (!unescaped.equals(text)) {
                found.add(unescaped);
            }
        }
        String tags = tags(text);
        if (!tags.isEmpty()) {
            found.add(tags);
        }
        return found;
    }

    /** Where within a word a small letter or a digit is followed by a capital, or the one by the other: base64 is full of them. */
    private static int changes(String text) {
        int changes = 0;
        for (int i = 1; i < text.length(); i++) {
            char before = text.charAt(i - 1);
            char c = text.charAt(i);
            boolean lower = before >= 'a' && before <= 'z';
            boolean digit = before >= '0' && before <= '9';
            boolean capital = c >= 'A' && c <= 'Z';
            changes += capital && (lower || digit) || lower && c >= '0' && c <= '9' ? 1 : 0;
        }
        return changes;
    }

    private static int count(String text, String characters) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            count += characters.indexOf(text.charAt(i)) >= 0 ? 1 : 0;
        }
        return count;
    }

    /** The most of these characters in a row, with nothing but the others between them. */
    private static int together(String text, String characters, String between) {
        int most = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                run++;
                most = Math.max(most, run);
            } else if (between.indexOf(text.charAt(i)) < 0) {
                run = 0;
            }
        }
        return most;
    }

    private static void decoded(String text, Pattern runs, Function<String, List<String>> decoder, List<String> found) {
        Matcher run = runs.matcher(text);
        for (int i = 0; i < RUNS_MAX && run.find(); i++) {
            decoder.apply(run.group()).stream().filter(Encodings::isReadable).forEach(found::add);
        }
    }

    /** A run may begin with letters of the word before it, so it is read from each of its first four. */
    private static List<String> base64(String run) {
        String plain = run.replace('-', '+').replace('_', '/').replace("=", "");
        List<String> decoded = new ArrayList<>(BASE64_GROUP);
        for (int from = 0; from < BASE64_GROUP; from++) {
            int length = plain.length() - from;
            // One character more than whole groups says nothing.
            String part = plain.substring(from, plain.length() - (length % BASE64_GROUP == 1 ? 1 : 0));
            decoded.add(new String(Base64.getDecoder().decode(part), StandardCharsets.UTF_8));
        }
        return decoded;
    }

    private static List<String> hex(String run) {
        return List.of(bytes(run.replaceAll("\\\\x|0x|[%, :]", ""), 2, 16));
    }

    private static List<String> binary(String run) {
        return List.of(bytes(run.replace(" ", ""), 8, 2));
    }

    /** Text of which each byte is written in so many digits. */
    private static String bytes(String digits, int width, int radix) {
        byte[] bytes = new byte[digits.length() / width];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(width * i, width * (i + 1)), radix);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> morse(String run) {
        StringBuilder text = new StringBuilder();
        for (String word : run.split("\\s*[/|]\\s*|\\s{2,}")) {
            for (String sign : word.trim().split(" ")) {
                text.append(LETTER_OF_MORSE.getOrDefault(sign, ""));
            }
            text.append(' ');
        }
        return List.of(text.toString());
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> {
            String hex = escape.group(1) != null
                    ? escape.group(1)
                    : escape.group(2) != null ? escape.group(2) : escape.group(4);
            int c = hex != null ? Integer.parseInt(hex, 16) : Integer.parseInt(escape.group(3));
            return Matcher.quoteReplacement(Character.isValidCodePoint(c) ? Character.toString(c) : "");
        });
    }

    /** Tag characters mirror ASCII where nobody sees it. */
    private static String tags(String text) {
        if (text.indexOf(TAGS_HIGH_SURROGATE) < 0) {
            return "";
        }
        return text.codePoints()
                .filter(c -> c > 0xE0000 && c < 0xE007F)
                .mapToObj(c -> Character.toString(c - 0xE0000))
                .collect(Collectors.joining());
    }

    static String rot13(String text) {
        char[] turned = text.toCharArray();
        for (int i = 0; i < turned.length; i++) {
            char c = turned[i];
            if (c >= 'a' && c <= 'z') {
                turned[i] = (char) ('a' + (c - 'a' + 13) % 26);
            } else if (c >= 'A' && c <= 'Z') {
                turned[i] = (char) ('A' + (c - 'A' + 13) % 26);
            }
        }
        return new String(turned);
    }

    private static boolean isReadable(String text) {
        long readable = text.codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || Character.isWhitespace(c) || c > 0x20 && c < 0x7F)
                .count();
        return text.length() >= 6 && readable >= READABLE * text.codePointCount(0, text.length());
    }

    private static Map<String, String> morse() {
        String[] signs =
                (".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..")
                        .split(" ");
        String[] digits = "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----.".split(" ");
        Map<String, String> letters = new HashMap<>();
        for (int i = 0; i < signs.length; i++) {
            letters.put(signs[i], Character.toString('a' + i));
        }
        for (int i = 0; i < digits.length; i++) {
            letters.put(digits[i], Character.toString('0' + i));
        }
        return Map.copyOf(letters);
    }
}
