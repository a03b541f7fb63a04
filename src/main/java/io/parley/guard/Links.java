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
    /** Whatever its scheme, and with as many slashes as browsers forgive; what is not http or https is no link that an answer needs. */
    private static final Pattern WITH_SCHEME =
            Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:/{2}|(?i:https?):[/\\\\]{1,4})[^\\s<>\"'`]{1,2048}");

    private static final Pattern ACTIVE = Pattern.compile(
            "\\b(?:(?:javascript|vbscript)\\s{0,3}:(?:\\S|[^\\n]{0,60}\\()|data:[a-z]{1,20}/|data:[,;]|file:/|blob:http)",
            Pattern.CASE_INSENSITIVE);

    /** One of these, in lower case, is part of each of {@link #ACTIVE}. */
    private static final List<String> ACTIVE_NAMES = List.of("script", "data:", "file:", "blob:");

    private static final Pattern PROTOCOL_RELATIVE =
            Pattern.compile("//(?<![:/\\p{L}\\p{N}]//)[\\p{L}\\p{N}-]{1,63}\\.[^\\s<>\"')]{1,2048}");

    private static final Pattern MARKDOWN = Pattern.compile("\\]\\(\\s{0,3}([^)\\s]{1,2048})");

    /** Top-level domains that are hardly ever the first word of a sentence whose space was forgotten, or the end of a file's name. */
    private static final Pattern BARE = Pattern.compile(
            "(?<![\\p{L}\\p{N}@./-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,6}(?:com|net|org|info|biz|xyz|io|ru|cn|top|click|link|online|"
                    + "site|store|shop|app|dev|example|test|page|live|club|vip|icu|cc|tk|ml|ly)(?:\\.[a-z]{2})?(?![\\p{L}\\p{N}-])"
                    + "(?:[/?#:][^\\s<>\"')]{0,2048})?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BARE_WITH_PATH = Pattern.compile(
            "(?<![\\p{L}\\p{N}@./-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,6}[\\p{L}]{2,24}/[^\\s<>\"')]{1,2048}");

    /** Dots that browsers take for one, between parts of a name that is otherwise plain. */
    private static final Pattern FOREIGN_DOT = Pattern.compile("(?<=[A-Za-z0-9])[。．｡](?=[A-Za-z0-9])");

    private static final Pattern SCHEME = Pattern.compile("^https?://", Pattern.CASE_INSENSITIVE);

    /** The longest scheme before its colon. */
    private static final int SCHEME_MAX = 21;

    private static final String TRAILING = ".,;:!?)]}'\"»”’…。、";

    /** Products that are called like a host. */
    private static final Set<String> NAMES = Set.of("asp.net", "vb.net", "socket.io", "draw.io");

    private Links() {}

    /** Whether every link of the answer is one that the site has given, or leads to a host of its own. */
    static boolean areAllowed(String answer, Set<String> hosts, List<String> trusted) {
        boolean foreign = answer.indexOf('。') >= 0 || answer.indexOf('．') >= 0 || answer.indexOf('｡') >= 0;
        boolean mayHold = foreign || answer.indexOf('.') >= 0 || answer.indexOf(':') >= 0 || answer.indexOf('/') >= 0;
        if (!mayHold) {
            return true;
        }
        String text = foreign ? FOREIGN_DOT.matcher(answer).replaceAll(".") : answer;
        if (isActive(text)) {
            return false;
        }
        List<String> links = of(text);
        if (links.isEmpty()) {
            return true;
        }
        List<String> given = trusted.stream().flatMap(t -> of(t).stream()).toList();
        return links.stream().allMatch(link -> isAllowed(link, hosts, given));
    }

    private static boolean isActive(String text) {
        if (text.indexOf(':') < 0) {
            return false;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return ACTIVE_NAMES.stream().anyMatch(lower::contains)
                && ACTIVE.matcher(text).find();
    }

    /** Each form is looked for only where the text holds what no link of that form lacks. */
    private static List<String> of(String text) {
        List<String> links = new ArrayList<>();
        addWithScheme(text, links);
        if (text.contains("//")) {
            add(PROTOCOL_RELATIVE, 0, text, links);
        }
        if (mayNameHost(text)) {
            add(BARE, 0, text, links);
            add(BARE_WITH_PATH, 0, text, links);
        }
        if (text.contains("](")) {
            add(MARKDOWN, 1, text, links);
        }
        return links;
    }

    private static void add(Pattern pattern, int group, String text, List<String> links) {
        Matcher link = pattern.matcher(text);
        while (link.find()) {
            links.add(trimmed(link.group(group)));
        }
    }

    /** Searches from where the scheme before the next colon and slash may begin, and not from everywhere. */
    private static void addWithScheme(String text, List<String> links) {
        Matcher link = WITH_SCHEME.matcher(text);
        int from = 0;
        for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', Math.max(from, colon + 1))) {
            boolean slash = text.startsWith("/", colon + 1) || text.startsWith("\\", colon + 1);
            if (slash && !link.find(Math.max(from, colon - SCHEME_MAX))) {
                return;
            }
            if (slash) {
                links.add(trimmed(link.group()));
                from = link.end();
            }
        }
    }

    /** Whether a letter follows a dot in a row of letters, digits, dots and dashes that is not part of an address or a path. */
    private static boolean mayNameHost(String text) {
        boolean part = false;
        int before = ' ';
        for (int i = 0; i < text.length(); i += Character.charCount(before)) {
            int c = text.codePointAt(i);
            if (before == '.' && !part && Character.isLetter(c)) {
                return true;
            }
            boolean goesOn = Character.isLetterOrDigit(c) || c == '.' || c == '-';
            // The regex looks back by chars, so for it a name may begin after any letter beyond U+FFFF.
            if (!goesOn || Character.isSupplementaryCodePoint(c)) {
                part = c == '@' || c == '/';
            }
            before = c;
        }
        return false;
    }

    private static boolean isAllowed(String link, Set<String> hosts, List<String> given) {
        String plain = plain(link);
        if (NAMES.contains(plain.toLowerCase(Locale.ROOT)) || given.stream().anyMatch(g -> gives(g, link))) {
            return true;
        }
        String withScheme = link.startsWith("//") ? "https:" + link : link.contains(":/") ? link : "https://" + link;
        if (plain.contains("://")) {
            return false; // one link within another, or two that only a comma parts
        }
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

    /** The very link, or its beginning up to a part of its path or query; the scheme counts if both have one. */
    private static boolean gives(String given, String link) {
        boolean both = given.contains("://") && link.contains("://");
        String whole = both ? given : plain(given);
        String part = both ? link : plain(link);
        return whole.equals(part)
                || whole.startsWith(part) && (part.endsWith("/") || "/?#&".indexOf(whole.charAt(part.length())) >= 0);
    }

    private static String plain(String link) {
        return SCHEME.matcher(link).replaceFirst("");
    }

    private static String trimmed(String link) {
        int end = link.length();
        while (end > 0 && TRAILING.indexOf(link.charAt(end - 1)) >= 0) {
            end--;
        }
        return link.substring(0, end);
    }
}
