package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogLines;
import io.parley.Signed;
import io.parley.StubModel;
import io.parley.TestServers;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Requests that are almost right, in bytes, JSON, headers and Unicode, by a fixed seed: none may fail, hang, trace or write. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
@WithTestResource(TestServers.class)
class FuzzQuarkusTest {
    private static final int REQUESTS = 20_000;
    private static final int CALLERS = 8;
    private static final long SEED = 20_261_122;
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final int HANG_MILLIS = 5_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final Pattern KEY = Pattern.compile(
            "parley:v1:\\{my-shop}:(?:limit:session:|session:)([A-Za-z0-9_-]+?)(?::turns|:replies|:tickets|:reply:.*)?");
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-0",
            "1e999",
            "\"\"",
            "[]",
            "{}",
            "[[[[[[[[[[[[]]]]]]]]]]]]",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"\\u202e\"",
            "{\"id\":1}",
            "\"" + "x".repeat(3000) + "\"",
            "9".repeat(400),
            "\"\uD83D\uDE00\"",
            "\"\u0627\u0644\"",
            "NaN",
            "'a'",
            "undefined",
            "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":1}}}}}}}}",
            "\"\\\"",
            "\"\u200B\"",
            "\"</context>\"",
            "0x10",
            "1.");
    private static final List<String> HEADERS = List.of(
            "Content-Type: text/plain",
            "Content-Type: application/json;charset=utf-16",
            "Content-Encoding: gzip",
            "Parley-Site: other",
            "Parley-Site: a}b{c",
            "Parley-Site: \u00E9",
            "Authorization: Bearer x",
            "Authorization: Basic x",
            "Authorization:",
            "Origin: null",
            "Origin: https://www.shop.example",
            "X-Request-Id: <script>",
            "X-Request-Id: " + "r".repeat(200),
            "X-Forwarded-For: ,,,",
            "X-Forwarded-For: 1.2.3.4.5, ::::",
            "Expect: 100-continue",
            "Transfer-Encoding: gzip",
            "Content-Length: 5",
            "Content-Length: -1",
            "Host: \u0000",
            "Upgrade: h2c",
            "Connection: Upgrade, HTTP2-Settings",
            "webhook-id: another",
            "webhook-timestamp: 99999999999999999999",
            "webhook-signature: v1,",
            "webhook-signature: " + "v1,A ".repeat(40),
            "Cookie: " + "c=1; ".repeat(300),
            "No colon at all",
            ": empty",
            "traceparent: 00-x",
            "X-HTTP-Method-Override: DELETE",
            "Range: bytes=0-1",
            "Content-Type:",
            "X: " + "y".repeat(13_000));
    private static final List<String> PATHS = List.of(
            "/chat",
            "/chat",
            "/chat",
            "/chat?x=1",
            "//chat",
            "/chat/",
            "/forget",
            "/./chat",
            "/%63hat",
            "/chat;a=b",
            "/../chat",
            "/chat%00",
            "*",
            "/chat?text=%ff%fe",
            "http://x/chat",
            "/" + "p".repeat(3000));
    private static final List<String> METHODS =
            List.of("POST", "POST", "POST", "POST", "GET", "OPTIONS", "HEAD", "PUT", "post", "TRACE", "\u00C4");

    private record Sent(byte[] bytes, boolean saysVisitor, boolean hasNoBodyInAnswer) {}

    @Inject
    StubModel model;

    @Inject
    RedisDataSource redis;

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final AtomicInteger visitors = new AtomicInteger();

    @Test
    void almostRightRequestsDoNoHarm() throws Exception {
        model.reset();
        redis.execute("FLUSHALL");
        List<Logger> records = List.of(
                Logger.getLogger("parley.turn"), Logger.getLogger("parley.ledger"), Logger.getLogger("parley.audit"));
        records.forEach(logger -> logger.setLevel(Level.OFF));
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (LogLines log = new LogLines("")) {
            List<Callable<List<String>>> parts = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller;
                parts.add(() -> part(first));
            }
            List<String> wrong = new ArrayList<>();
            for (Future<List<String>> part : callers.invokeAll(parts)) {
                wrong.addAll(part.get());
            }
            System.out.printf("%nFuzz: %d requests, seed %d, statuses %s%n", REQUESTS, SEED, new TreeMap<>(statuses));
            assertThat(wrong).isEmpty();
            assertThat(log.records())
                    .as("no stack trace")
                    .noneMatch(r -> r.getThrown() != null || r.getMessage().contains("\tat "));
            assertThat(statuses.values().stream().mapToInt(AtomicInteger::get).sum())
                    .isEqualTo(REQUESTS);
            assertThat(statuses)
                    .as("the fuzz reaches every refusal")
                    .containsKeys(200, 400, 401, 404, 405, 413, 415, 422);
        } finally {
            callers.shutdown();
            records.forEach(logger -> logger.setLevel(null));
        }
        assertOnlyAnsweredRequestsWrote();
    }

    private void assertOnlyAnsweredRequestsWrote() {
        List<String> others = new ArrayList<>();
        List<String> sums = new ArrayList<>();
        int hashed = 0;
        for (var key : redis.execute("KEYS", "*")) {
            Matcher form = KEY.matcher(key.toString());
            if (key.toString().matches(".*:(visitor|limit:address):[0-9a-f]+")) {
                hashed++;
            } else if (key.toString().matches(".*:(usage|budget):[0-9-]+")) {
                sums.add(key.toString());
            } else if (!form.matches() || !answered.contains(form.group(1))) {
                others.add(key.toString());
            }
        }
        assertThat(others).as("keys of refused requests").isEmpty();
        assertThat(sums).as("of one site, on a day or two").hasSizeLessThanOrEqualTo(4);
        assertThat(hashed).as("visitors and addresses").isLessThanOrEqualTo(2 * visitors.get());
        assertThat(answered).hasSizeGreaterThan(100);
    }

    private List<String> part(int caller) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (int n = caller; n < REQUESTS; n += CALLERS) {
            Random random = new Random(SEED + n);
            Sent sent = request(random, n);
            String response = answer(sent);
            int status =
                    response.matches("(?s)HTTP/1\\.[01] \\d{3}.*") ? Integer.parseInt(response.substring(9, 12)) : 0;
            statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
            boolean traced =
                    response.contains("Exception") || response.contains("io.parley") || response.contains("io.vertx");
            if (status == 0 || status >= 500 || traced) {
                wrong.add("request " + n + ": " + response.lines().limit(1).toList() + " to "
                        + new String(sent.bytes, StandardCharsets.UTF_8)
                                .substring(0, Math.min(300, sent.bytes.length)));
            }
            if (status == 200 && response.contains("\"sessionId\":\"")) {
                answered.add(response.replaceAll("(?s).*\"sessionId\":\"([^\"]+)\".*", "$1"));
                visitors.addAndGet(sent.saysVisitor ? 1 : 0);
            }
        }
        return wrong;
    }

    /** One of ours, then changed once or a few times; signed before or after the change. */
    private static Sent request(Random random, int n) {
        JsonObject message = new JsonObject()
                .put("sessionId", "fuzz-" + n)
                .put("messageId", "m" + n)
                .put("text", "Where is my order " + n + "?")
                .put(
                        "context",
                        new JsonObject().put("locale", "en").put("order", new JsonObject().put("number", "" + n)));
        if (random.nextInt(10) == 0) {
            message.put("visitor", new JsonObject().put("id", "visitor " + n).put("ip", "203.0.113.7"));
        }
        byte[] body = message.encode().getBytes(StandardCharsets.UTF_8);
        byte[] before = body;
        int kind = random.nextInt(10);
        for (int changes = 1 + random.nextInt(3); changes > 0 && kind < 7; changes--) {
            body = kind < 3 ? bytes(random, body) : json(random, new String(body, StandardCharsets.UTF_8));
        }
        List<String> head = new ArrayList<>();
        String method = kind >= 8 ? METHODS.get(random.nextInt(METHODS.size())) : "POST";
        String path = kind >= 8 ? PATHS.get(random.nextInt(PATHS.size())) : "/chat";
        head.add(method + " " + path + " HTTP/1.1");
        head.add("Host: localhost");
        head.add("Connection: close");
        head.add("Content-Type: application/json");
        head.add("Parley-Site: my-shop");
        head.add("Content-Length: " + body.length);
        String id = messageId(body, "m" + n);
        String time = Long.toString(Instant.now().getEpochSecond());
        head.add("webhook-id: " + id);
        head.add("webhook-timestamp: " + time);
        head.add("webhook-signature: "
                + Signed.signature(SecuredProfile.NEW, id, time, random.nextInt(5) == 0 ? before : body));
        if (kind >= 7) {
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                header(random, head);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(String.join("\r\n", head).getBytes(StandardCharsets.UTF_8));
        out.writeBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(body);
        return new Sent(
                out.toByteArray(), new String(body, StandardCharsets.UTF_8).contains("visitor"), method.equals("HEAD"));
    }

    private static String messageId(byte[] body, String otherwise) {
        Matcher id = Pattern.compile("\"messageId\":\"([A-Za-z0-9_-]{1,64})\"")
                .matcher(new String(body, StandardCharsets.UTF_8));
        return id.find() ? id.group(1) : otherwise;
    }

    private static byte[] bytes(Random random, byte[] body) {
        int at = random.nextInt(Math.max(1, body.length));
        return switch (random.nextInt(6)) {
            case 0 ->
                joined(
                        Arrays.copyOf(body, at),
                        new byte[] {(byte) random.nextInt(256)},
                        Arrays.copyOfRange(body, at, body.length));
            case 1 -> Arrays.copyOf(body, at);
            case 2 -> joined(body, Arrays.copyOfRange(body, at, body.length));
            case 3 ->
                joined(
                        Arrays.copyOf(body, at),
                        new byte[random.nextInt(40)],
                        Arrays.copyOfRange(body, at, body.length));
            case 4 ->
                random.nextInt(20) == 0
                        ? joined(body, new byte[17_000])
                        : joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, body);
            default -> {
                byte[] changed = body.clone();
                if (changed.length > 0) {
                    changed[at] = (byte) random.nextInt(256);
                }
                yield changed;
            }
        };
    }

    /** Puts something odd in the place of a value, a name or a sign. */
    private static byte[] json(Random random, String json) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < json.length(); i++) {
            if ("{}[],:\"".indexOf(json.charAt(i)) >= 0) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
        int from = places.get(random.nextInt(places.size()));
        int to = Math.min(json.length(), from + random.nextInt(12));
        String odd = ODD.get(random.nextInt(ODD.size()));
        String changed = switch (random.nextInt(4)) {
            case 0 -> json.substring(0, from) + odd + json.substring(to);
            case 1 ->
                json.replaceFirst("\"text\":\"", Matcher.quoteReplacement("\"text\":\"" + odd.replace("\"", "\\\"")));
            case 2 ->
                json.replaceFirst(
                        "\"(locale|number|text|sessionId|messageId)\":\"[^\"]*\"",
                        "\"$1\":" + Matcher.quoteReplacement(odd));
            default ->
                json.replaceFirst("\\{", Matcher.quoteReplacement("{\"n" + random.nextInt(9) + "\":" + odd + ","));
        };
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    private static void header(Random random, List<String> head) {
        int at = 1 + random.nextInt(head.size() - 1);
        switch (random.nextInt(4)) {
            case 0 -> head.remove(head.get(at).startsWith("Content-Length") ? 1 : at);
            case 1 -> head.add(at, head.get(at));
            case 2 -> head.add(HEADERS.get(random.nextInt(HEADERS.size())));
            default -> {
                String line = head.get(at);
                if (!line.startsWith("Content-Length")) {
                    head.set(at, line + (char) (0x20 + random.nextInt(0x200)));
                }
            }
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static String answer(Sent sent) throws IOException {
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(HANG_MILLIS);
            socket.setSoLinger(true, 0); // twenty thousand ports would wait to be closed
            socket.getOutputStream().write(sent.bytes);
            InputStream stream = socket.getInputStream();
            byte[] buffer = new byte[8192];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                in.write(buffer, 0, read);
                if (isWhole(in.toString(StandardCharsets.UTF_8), sent.hasNoBodyInAnswer)) {
                    break;
                }
            }
        } catch (SocketTimeoutException e) {
            return "hung: " + in.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            // closed while we were still sending, which is an answer once it has been read
        }
        return withoutContinue(in.toString(StandardCharsets.UTF_8));
    }

    private static String withoutContinue(String response) {
        return response.startsWith(CONTINUE) ? response.substring(CONTINUE.length()) : response;
    }

    private static boolean isWhole(String read, boolean hasNoBody) {
        String response = withoutContinue(read);
        int head = response.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(response.substring(0, head));
        int body = hasNoBody || !length.find() ? 0 : Integer.parseInt(length.group(1));
        return response.substring(head + 4).getBytes(StandardCharsets.UTF_8).length >= body;
    }
}
