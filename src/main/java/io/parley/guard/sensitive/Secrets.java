package io.parley.guard.sensitive;

import io.parley.guard.sensitive.SensitiveText.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keys, tokens and passwords: by the prefixes that their issuers give them, or by the word before them. */
final class Secrets {
    private static final String ALONE = "(?<![" + FoldedText.JOINING + "])";

    /** Quotes and scripts that are written right after a value end it. */
    private static final String VALUE = "[^\\s\"'`<>\\uFFFF\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}、。「」]";

    /** Each issuer's form. All runs are possessive, and none is followed by anything that it could hold itself. */
    private static final List<Issued> ISSUED = List.of(
            // Stripe
            issued("[A-Za-z0-9]{10,}+", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_"),
            issued("[A-Z0-9]{16}(?![" + FoldedText.JOINING + "])", "AKIA", "ASIA"), // AWS
            issued("[A-Za-z0-9]{20,}+", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"), // GitHub
            issued("[A-Za-z0-9_]{20,}+", "github_pat_"),
            issued("[A-Za-z0-9_-]{20,}+(?:\\.[A-Za-z0-9_-]{1,40}+){0,3}+", "glpat-"), // GitLab
            // Slack
            issued("[A-Za-z0-9-]{10,}+", "xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-"),
            issued("[A-Za-z0-9_-]{30,}+", "AIza"), // Google
            issued("[A-Za-z0-9+/=_-]{16,}+", "whsec_"), // Standard Webhooks
            issued("[A-Za-z0-9_-]{16,}+\\.[A-Za-z0-9_-]{16,}+", "SG."), // SendGrid
            // A JSON Web Token (RFC 7519), not after a dash; the last part is empty if nobody signed it.
            issued("(?<!-eyJ)[A-Za-z0-9_-]{5,}+\\.[A-Za-z0-9_-]{5,}+\\.[A-Za-z0-9_-]*+", "eyJ"));

    /** OpenAI and those who followed it. A shop's own names may begin so too, and only the tail tells. */
    private static final Pattern SK = Pattern.compile(ALONE + "sk-[A-Za-z0-9_-]{20,}+");

    private static final Pattern RANDOM =
            Pattern.compile("(?<![A-Za-z0-9])(?=[A-Za-z]{0,64}+[0-9])(?=[0-9]{0,64}+[A-Za-z])[A-Za-z0-9]{10}");

    /** The token of RFC 6750. */
    private static final Pattern BEARER =
            Pattern.compile(ALONE + "bearer[ \\t]{1,4}+(?<value>[A-Za-z0-9._~+/=-]{8,}+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern CONNECTION =
            Pattern.compile("(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}+://(?<value>[^\\s/:@\\uFFFF]{0,128}+:"
                    + "[^\\s/@\\uFFFF]{1,256}+@" + VALUE + "{1,512}+)");

    private static final Pattern KEY_HEAD = Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----");
    private static final Pattern KEY_FOOT = Pattern.compile("-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----");
    private static final Pattern KEY_LINES = Pattern.compile("(?:\\s{1,4}+[A-Za-z0-9+/=]{16,}+)*+");

    private static final Pattern NAMED = Pattern.compile(
            "(?<![A-Za-z0-9\\u00C0-\\u024F])(?:passwor[dt]|passwd|passcode|passphrase|pwd|pw|kennwort|mot de passe|mdp|contraseña|contrasena"
                    + "|clave de acceso|api[_ -]?key|access[_ -]?key|private[_ -]?key|(?:client[_ -]?)?secret(?:[_ -]?key)?"
                    + "|(?:auth|access|refresh|session|api|id)?[_ -]?token|סיסמ[הא]|パスワード)"
                    + "[\"'`*]{0,3}+(?: שלי)?+"
                    + "(?:[ \\t]{0,3}+[:=]{1,2}+>?+[ \\t]{0,3}+|[ \\t]{1,3}+(?:is|ist|lautet|was|war|est|es|היא|הוא)(?:[ \\t]{1,3}+|[ \\t]{0,3}+:[ \\t]{0,3}+)"
                    + "|[ \\t]?+は[ \\t:、]{0,3}+)"
                    + "[\"'`*„“”«‘’「(\\[<{]{0,3}+(?<value>" + VALUE + "{6,}+)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** One of these, in lower case, is part of each name in {@link #NAMED}. */
    private static final List<String> NAME_PARTS =
            List.of("pass", "pw", "kennwort", "mdp", "contrase", "clave", "key", "secret", "token", "סיסמ", "パスワード");

    private static final String CLOSING = ".,;:)]}>»”“’…\u05F3\u05F4";
    private static final String SYMBOLS = "!@#$%^&*_+=~?|\\:;<>()[]{}";
    private static final int NAMED_MIN = 6;

    private Secrets() {}

    /** What begins with one of these. A text that holds none of them need not be searched. */
    private record Issued(List<String> prefixes, Pattern pattern) {}

    private static Issued issued(String rest, String... prefixes) {
        String prefix = Arrays.stream(prefixes).map(Pattern::quote).collect(Collectors.joining("|", "(?:", ")"));
        return new Issued(List.of(prefixes), Pattern.compile(ALONE + prefix + rest));
    }

    /** Takes each kind only where the text holds what every secret of that kind does, for the searches are dear. */
    static void takeFrom(FoldedText text) {
        String plain = text.toString();
        String lower = text.lowerCase();
        if (plain.contains("-----BEGIN ")) {
            takePrivateKeys(text);
        }
        if (plain.contains("://") && plain.indexOf('@') >= 0) {
            takeConnections(text);
        }
        takeIssued(text, plain);
        if (plain.contains("sk-")) {
            takeSk(text);
        }
        if (lower.contains("bearer")) {
            takeBearers(text);
        }
        if (holdsAny(lower, NAME_PARTS)) {
            takeNamed(text);
        }
    }

    private static boolean holdsAny(String text, List<String> parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }

    private static void takeIssued(FoldedText text, String plain) {
        for (Issued form : ISSUED) {
            if (!holdsAny(plain, form.prefixes)) {
                continue;
            }
            Matcher matcher = form.pattern.matcher(text);
            while (matcher.find()) {
                text.take(Kind.KEY, matcher.start(), matcher.end());
            }
        }
    }

    private static void takeSk(FoldedText text) {
        Matcher sk = SK.matcher(text);
        while (sk.find()) {
            if (RANDOM.matcher(sk.group().substring("sk-".length())).find()) {
                text.take(Kind.KEY, sk.start(), sk.end());
            }
        }
    }

    private static void takePrivateKeys(FoldedText text) {
        Matcher head = KEY_HEAD.matcher(text);
        Matcher foot = KEY_FOOT.matcher(text);
        Matcher lines = KEY_LINES.matcher(text);
        boolean complete = true;
        for (int from = 0; head.find(from); ) {
            int start = head.start();
            from = head.end();
            complete = complete && foot.find(from);
            if (complete) {
                from = foot.end();
            } else if (lines.find(from) && lines.start() == from) {
                from = lines.end();
            }
            text.take(Kind.KEY, start, from);
        }
    }

    private static void takeConnections(FoldedText text) {
        Matcher matcher = CONNECTION.matcher(text);
        while (matcher.find()) {
            text.take(Kind.KEY, matcher.start(), closed(text, matcher.start(), matcher.end()));
        }
    }

    private static void takeBearers(FoldedText text) {
        Matcher matcher = BEARER.matcher(text);
        while (matcher.find()) {
            String token = matcher.group("value");
            boolean random =
                    token.chars().anyMatch(Character::isDigit) && token.chars().anyMatch(Character::isLetter);
            if (random) {
                int start = matcher.start("value");
                text.take(Kind.KEY, start, closed(text, start, matcher.end()));
            }
        }
    }

    private static void takeNamed(FoldedText text) {
        Matcher matcher = NAMED.matcher(text);
        for (int from = 0; from < text.length() && matcher.find(from); ) {
            int start = matcher.start("value");
            int end = closed(text, start, matcher.end());
            // What is no value itself may name the next one, as in "token: password: …".
            from = start;
            if (isValue(text.subSequence(start, end))) {
                text.take(Kind.KEY, start, end);
                from = end;
            }
        }
    }

    /** Whether it is more than a word of the sentence. Links stay: they say where to reset a password. */
    private static boolean isValue(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        boolean link = lower.startsWith("https://") || lower.startsWith("http://") || lower.startsWith("www.");
        int end = value.length();
        while (end > 0 && "!?".indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return !link
                && value.length() >= NAMED_MIN
                && value.substring(0, end).chars().anyMatch(c -> Character.isDigit(c) || SYMBOLS.indexOf(c) >= 0);
    }

    /** The end without the punctuation of the sentence around it. */
    private static int closed(FoldedText text, int start, int end) {
        int closed = end;
        while (closed > start + 1 && CLOSING.indexOf(text.at(closed - 1)) >= 0) {
            closed--;
        }
        return closed;
    }
}
