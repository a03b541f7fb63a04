package io.parley.guard;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links in an answer, as a page or a mail program might make them of it: with a scheme, without one, and in Markdown. */
final class Links {
    /** Whatever its scheme: what is not http or https is no link that an answer needs. */
    private static final Pattern WITH_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{1,20}:/{2}[^\\s<>\"'`]{1,2048}");

    private static final Pattern ACTIVE = Pattern.compile(
            "\\b(?:javascript|vbscript|data|file|blob)\\s{0,3}:(?=\\s{0,3}[^\\s])", Pattern.CASE_INSENSITIVE);

    private static final Pattern PROTOCOL_RELATIVE =
            Pattern.compile("(?<![:/\\p{L}\\p{N}])//[\\p{L}\\p{N}-]{1,63}\\.[^\\s<>\"')]{1,2048}");
    private static final Pattern MARKDOWN = Pattern.compile("\\]\\(\\s{0,3}([^)\\s]{1,2048})");

    /** Top-level domains that are hardly ever the first word of a sentence whose space was forgotten, or the end of a file's name. */
    private static final Pattern BARE = Pattern.compile(
            "(?<![\\p{L}\\p{N}@./-])(?:www\\.)?(?:[\\p{L}\\p{N}-]{1,63}\\.){1,6}(?:com|net|org|info|biz|xyz|io|ru|cn|top|click|"
                    + "link|online|site|store|shop|app|dev|example|test|page|live|club|vip|icu|cc|tk|ml|ly)(?![\\p{L}\\p{N}-])"
                    + "(?:[/?#:][^\\s<>\"')]{0,2048})?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BARE_WITH_PATH = Pattern.compile(
            "(?<![\\p{L}\\p{N}@./-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,6}[\\p{L}]{2,24}/[^\\s<>\"')]{1,2048}");

    private static final String TRAILING = ".,;:!?)]}'\"»”’…。、";

    private Links() {}

    /** Whether every link of the answer is one that the site has given, or leads to a host of its own. */
    static boolean areAllowed(String answer, Set<String> hosts, List<String> trusted) {
        return !ACTIVE.matcher(answer).find() && of(answer).stream().allMatch(l -> isAllowed(l, hosts, trusted));
    }

    private static List<String> of(String answer) {
        List<String> links = new ArrayList<>();
        for (Pattern pattern : List.of(WITH_SCHEME, PROTOCOL_RELATIVE, BARE, BARE_WITH_PATH)) {
            Matcher link = pattern.matcher(answer);
            while (link.find()) {
                links.add(link.group());
            }
        }
        Matcher target = MARKDOWN.matcher(answer);
        while (target.find()) {
            links.add(target.group(1));
        }
        return links;
    }

    private static boolean isAllowed(String link, Set<String> hosts, List<String> trusted) {
        String plain = trimmed(link);
        if (trusted.stream().anyMatch(t -> gives(t, plain))) {
            return true;
        }
        String withScheme =
                plain.startsWith("//") ? "https:" + plain : plain.contains("://") ? plain : "https://" + plain;
        try {
            URI uri = URI.create(withScheme);
            String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return http
                    && uri.getUserInfo() == null
                    && hosts.stream().anyMatch(h -> host.equals(h) || host.endsWith("." + h));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The very link, or all of it up to where the sentence broke it off; not one that only begins like it. */
    private static boolean gives(String trusted, String link) {
        int at = trusted.indexOf(link);
        return at >= 0
                && (at + link.length() == trusted.length()
                        || "/?#&".indexOf(trusted.charAt(at + link.length())) >= 0
                        || Character.isWhitespace(trusted.charAt(at + link.length()))
                        || TRAILING.indexOf(trusted.charAt(at + link.length())) >= 0);
    }

    private static String trimmed(String link) {
        int end = link.length();
        while (end > 0 && TRAILING.indexOf(link.charAt(end - 1)) >= 0) {
            end--;
        }
        return link.substring(0, end);
    }
}
