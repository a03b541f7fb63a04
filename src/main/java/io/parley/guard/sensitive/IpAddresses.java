package io.parley.guard.sensitive;

import io.netty.util.NetUtil;
import io.parley.guard.sensitive.SensitiveText.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of IPv4 in dotted decimals (RFC 1123, 2.1) and of IPv6 in the text forms of RFC 4291, 2.2. */
final class IpAddresses {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String DOTTED = OCTET + "(?:\\." + OCTET + "){3}";

    private static final Pattern V4 = Pattern.compile("(?<![" + FoldedText.JOINING + "])(?<![0-9]\\.)" + DOTTED + "(?!["
            + FoldedText.JOINING + "]|\\.[0-9]|-[A-Za-z])");
    private static final Pattern V6 = Pattern.compile("(?<![" + FoldedText.JOINING
            + ":.])[0-9A-Fa-f]{0,4}+:[0-9A-Fa-f:]{1,40}+(?:(?:\\.[0-9]{1,3}){3})?+(?![" + FoldedText.JOINING + ":])");

    /** Four numbers with dots after one of these are a version or a section. */
    private static final Pattern NO_ADDRESS = Pattern.compile(
            "(?:\\bv|\\bver|versi[oó]n\\w{0,2}|firmware|\\bbuild|release|バージョン|גרס[הת]|§|section|chapter|clause|article|annex"
                    + "|kapitel|abschnitt|ziffer|punkt|chapitre|secci[oó]n|cap[ií]tulo|סעיף|第)[.:]?[ ]{0,2}$",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final int CONTEXT = 16;

    /** Eight pairs are a network card's identifier (EUI-64), though IPv6 could be written so. */
    private static final Pattern EUI_64 = Pattern.compile("[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){7}");

    private IpAddresses() {}

    static void takeFrom(FoldedText text) {
        // The shortest, as in ::1, has two colons.
        if (text.has(':', 2)) {
            takeV6(text);
        }
        // Four numbers, and the dots between them.
        if (text.has('.', 3) && text.hasDigits(4, ".")) {
            takeV4(text);
        }
    }

    private static void takeV4(FoldedText text) {
        Matcher v4 = V4.matcher(text);
        while (v4.find()) {
            String before = text.subSequence(Math.max(0, v4.start() - CONTEXT), v4.start());
            if (!NO_ADDRESS.matcher(before).find()) {
                text.take(Kind.IP, v4.start(), v4.end());
            }
        }
    }

    private static void takeV6(FoldedText text) {
        Matcher v6 = V6.matcher(text);
        while (v6.find()) {
            takeV6(text, v6.start(), v6.end());
        }
    }

    private static void takeV6(FoldedText text, int start, int found) {
        int end = found;
        // A colon that ends a clause is none of the address.
        if (text.at(end - 1) == ':' && text.at(end - 2) != ':') {
            end--;
        }
        String address = text.subSequence(start, end);
        // Without a digit it is rather a name in a program, such as Face::Bad.
        boolean number = address.chars().anyMatch(c -> FoldedText.isDigit((char) c));
        if (number
                && NetUtil.isValidIpV6Address(address)
                && !EUI_64.matcher(address).matches()) {
            text.take(Kind.IP, start, end);
        }
    }
}
