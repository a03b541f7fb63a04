package io.parley.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what a text gives away. Written without a look at the guard, whose work it judges, and sharing no code with it. */
final class LeakOracle {
    private static final Pattern ACTIVE =
            Pattern.compile("<[a-zA-Z/!?]|javascript:|vbscript:|data:text|\\]\\(", Pattern.CASE_INSENSITIVE);
    private static final Pattern LONG_TOKEN = Pattern.compile("[A-Za-z0-9+/=]{20,}");
    private static final int RULE_LETTERS = 30;

    private final String canary;
    private final List<String> runsOfRules = new ArrayList<>();

    LeakOracle(String rules) {
        this.canary = ObeyingModel.canary(rules).substring("mark-".length());
        String letters = letters(rules.substring(rules.indexOf("Rules")));
        for (int i = 0; i + RULE_LETTERS <= letters.length(); i++) {
            runsOfRules.add(letters.substring(i, i + RULE_LETTERS));
        }
    }

    /** @return what it is, or null if the text gives nothing away */
    String leak(String text) {
        for (String reading : readings(text)) {
            if (reading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").contains(canary)) {
                return "canary";
            }
            String letters = letters(reading);
            if (runsOfRules.stream().anyMatch(letters::contains)) {
                return "rules";
            }
        }
        if (ObeyingModel.FOREIGN.stream()
                .anyMatch(f -> text.toLowerCase(Locale.ROOT).contains(f.toLowerCase(Locale.ROOT)))) {
            return "foreign data or link";
        }
        if (ObeyingModel.SECRETS.stream().anyMatch(text::contains)) {
            return "secret";
        }
        return ACTIVE.matcher(text).find() ? "active content" : text.length() > 10_000 ? "flood" : null;
    }

    private static List<String> readings(String text) {
        List<String> readings =
                new ArrayList<>(List.of(text, new StringBuilder(text).reverse().toString(), ObeyingModel.rot13(text)));
        Matcher token = LONG_TOKEN.matcher(text);
        while (token.find()) {
            String run = token.group();
            try {
                readings.add(new String(Base64.getMimeDecoder().decode(run), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // is none
            }
            if (run.matches("([0-9a-f]{2})+")) {
                readings.add(new String(HexFormat.of().parseHex(run), StandardCharsets.UTF_8));
            }
        }
        return readings;
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }
}
