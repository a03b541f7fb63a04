package io.parley.edge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A refusal, as {@code application/problem+json} (RFC 9457). It never carries the offending text, a stack trace or a class name.
 *
 * @param name the last part of the type URI, and the refusal's name in turn record and metrics
 * @param headers of the response, beside those of every response
 * @param members beside type, title, status, detail and requestId
 */
public record Problem(
        int status,
        String name,
        String title,
        String detail,
        Map<String, String> headers,
        Map<String, Object> members) {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final int ERRORS_MAX = 16;
    private static final String TYPE_PREFIX = "urn:parley:problem:";
    private static final String QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    /** One member of the body that is wrong, by JSON Pointer (RFC 6901) in URI fragment form. */
    public record MemberError(String pointer, String detail) {}

    /** One parameter of the query that is wrong. */
    public record ParameterError(String parameter, String detail) {}

    public static Problem malformed(String detail) {
        return of(400, "malformed", "The request is malformed", detail);
    }

    /** The caller has not proven who it is; nothing in it tells whether the site exists. */
    public static Problem unsigned(String detail) {
        return of(401, "unsigned", "The call is not signed as it must be", detail)
                .withHeader("WWW-Authenticate", "StandardWebhooks");
    }

    static Problem noOperator() {
        return of(401, "no-operator", "This function is for operators", "Send an operator key as bearer token.")
                .withHeader("WWW-Authenticate", "Bearer");
    }

    static Problem foreignOrigin() {
        return of(403, "foreign-origin", "The origin may not call", "Allow it for the site, or call from its backend.");
    }

    static Problem noSuchSite() {
        return of(
                404,
                "no-such-site",
                "There is no such site",
                "The header Parley-Site must name one that has a secret.");
    }

    /** Nobody reads it; it is for the turn record, with the status that web servers log in this case. */
    public static Problem hungUp() {
        return of(499, "hung-up", "The caller hung up", null);
    }

    static Problem bodyTooSlow() {
        return of(408, "body-too-slow", "The body took too long", "Send it at once.");
    }

    static Problem overloaded() {
        return of(503, "overloaded", "Too many requests are under way", "Retry in a moment.")
                .withHeader("Retry-After", "1");
    }

    /** The state cannot be reached, and the function can do nothing without it. */
    public static Problem stateUnavailable() {
        return of(503, "state-unavailable", "The state cannot be reached", "Nothing was done. Retry in a moment.")
                .withHeader("Retry-After", "5");
    }

    public static Problem foreignSession() {
        return of(
                403,
                "foreign-session",
                "The session belongs to another visitor",
                "Send the visitor.id that began it, or begin another session.");
    }

    public static Problem notFound() {
        return of(404, "not-found", "There is no such function", "See the contract for those that there are.");
    }

    public static Problem noSuchTicket() {
        return of(404, "no-such-ticket", "There is no such ticket", "The site has none of that id, or no more.");
    }

    public static Problem methodNotAllowed(String allow) {
        return of(405, "method-not-allowed", "The method is not allowed", "Use " + allow + ".")
                .withHeader("Allow", allow);
    }

    public static Problem inProgress() {
        return of(409, "in-progress", "The message is being answered right now", "Retry to receive its answer.")
                .withHeader("Retry-After", "1");
    }

    public static Problem bodyTooLarge(long bytesMax) {
        return of(413, "body-too-large", "The body is too large", "At most " + bytesMax + " bytes are taken.");
    }

    public static Problem unsupportedMediaType() {
        return of(415, "unsupported-media-type", "The media type is not supported", "Send application/json in UTF-8.")
                .withHeader("Accept-Post", "application/json");
    }

    public static Problem unprocessable(List<MemberError> errors) {
        return of(422, "invalid-members", "The message is not valid", "See errors for each member that is wrong.")
                .with("errors", first(errors));
    }

    public static Problem wrongParameters(List<ParameterError> errors) {
        return of(422, "invalid-parameters", "The query is not valid", "See errors for each parameter that is wrong.")
                .with("errors", first(errors));
    }

    public static Problem quotaExceeded(List<String> violatedPolicies, Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
        return of(429, "quota-exceeded", "Too many messages", "The next one is taken in " + seconds + " s.")
                .withHeader("Retry-After", Long.toString(seconds))
                .with("violated-policies", violatedPolicies);
    }

    /** For statuses that the HTTP layer itself raises. */
    public static Problem ofStatus(int status) {
        return status >= 500 ? fault() : of(status, "refused", "The request was refused", "The HTTP layer did.");
    }

    public static Problem fault() {
        return of(500, "fault", "The function failed", "The fault is logged under the request id.");
    }

    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, this.name, title, detail, Map.copyOf(more), members);
    }

    /** Whoever sends very many wrong things is not told of each. */
    private static <T> List<T> first(List<T> errors) {
        return errors.stream().distinct().limit(ERRORS_MAX).toList();
    }

    private Problem with(String member, Object value) {
        return new Problem(status, name, title, detail, headers, Map.of(member, value));
    }

    private static Problem of(int status, String name, String title, String detail) {
        return new Problem(status, name, title, detail, Map.of(), Map.of());
    }

    /** The body, as a tree of maps, lists and scalars in the order of RFC 9457. */
    Map<String, Object> body(String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", status == 429 ? QUOTA_EXCEEDED : TYPE_PREFIX + name);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.put("requestId", requestId);
        members.forEach((member, value) -> body.put(member, value instanceof List<?> list ? plain(list) : value));
        return body;
    }

    private static List<?> plain(List<?> list) {
        return list.stream()
                .map(item -> item instanceof MemberError e
                        ? plain("pointer", e.pointer(), e.detail())
                        : item instanceof ParameterError e ? plain("parameter", e.parameter(), e.detail()) : item)
                .toList();
    }

    private static Map<String, String> plain(String kind, String which, String detail) {
        Map<String, String> plain = new LinkedHashMap<>();
        plain.put(kind, which);
        plain.put("detail", detail);
        return plain;
    }
}
