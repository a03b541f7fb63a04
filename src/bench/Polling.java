import java.io.File;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What it costs the function that pages wait for a person's answer: each of them has handed its conversation off, and asks
 * /updates with waitSeconds 8 again and again. Says how much of a core the function takes, and Redis.
 *
 * <p>{@code java src/bench/Polling.java [pages] [seconds] [seconds before]} after {@code ./mvnw package -DskipTests}, with a redis-server on the PATH (or
 * named by REDIS_SERVER).
 */
public class Polling {
    private static final byte[] KEY = "the secret of a benchmark, no more".getBytes(StandardCharsets.UTF_8);
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]*)\"");
    private static final AtomicLong IDS = new AtomicLong();
    private static final AtomicLong ANSWERS = new AtomicLong();
    private static final AtomicLong FAILURES = new AtomicLong();

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static URI base;
    private static volatile boolean ended;

    public static void main(String[] args) throws Exception {
        int pages = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 40;
        int warmUp = args.length > 2 ? Integer.parseInt(args[2]) : 90;
        int redisPort = freePort();
        Process redis = start(
                Map.of(),
                System.getenv().getOrDefault("REDIS_SERVER", "redis-server"),
                "--port", Integer.toString(redisPort), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        int port = freePort();
        base = URI.create("http://127.0.0.1:" + port);
        Process parley = start(
                Map.of(
                        "OPENAI_API_KEY", "none",
                        "PORT", Integer.toString(port),
                        "QUARKUS_MANAGEMENT_PORT", Integer.toString(freePort()),
                        "PARLEY_REDIS_URL", "redis://127.0.0.1:" + redisPort,
                        "PARLEY_REDIS_TIMEOUT", "2s",
                        "PARLEY_SITES_DEFAULT_SIGNING_SECRETS", "whsec_" + Base64.getEncoder().encodeToString(KEY)),
                System.getProperty("java.home") + "/bin/java",
                "-Xmx128m",
                "-XX:ActiveProcessorCount=1", // as on an instance of one vCPU: by it the JVM chooses its collector, and we our threads
                "-jar",
                "target/quarkus-app/quarkus-run.jar");
        try {
            await();
            List<CompletableFuture<?>> handOffs = new ArrayList<>();
            for (int i = 0; i < pages; i++) {
                handOffs.add(post("/chat", "{\"sessionId\":\"s" + i + "\",\"messageId\":\"%s\",\"text\":\"A human, please\"}"));
                if (handOffs.size() % 50 == 0) {
                    CompletableFuture.allOf(handOffs.toArray(CompletableFuture[]::new)).join();
                }
            }
            CompletableFuture.allOf(handOffs.toArray(CompletableFuture[]::new)).join();
            for (int i = 0; i < pages; i++) {
                ask("s" + i, null);
                Thread.sleep(Math.max(1, 8000 / pages)); // pages do not all open at the same moment
            }
            Thread.sleep(warmUp * 1000L); // a JVM that has just started is not what is in question
            Instant from = Instant.now();
            Duration parleyBefore = cpu(parley);
            Duration redisBefore = cpu(redis);
            long answersBefore = ANSWERS.get();
            Thread.sleep(seconds * 1000L);
            double wall = Duration.between(from, Instant.now()).toMillis() / 1000.0;
            System.out.printf(
                    "%d pages waiting, %.0f s: %.1f answers/s, %d failures; the function takes %.1f %% of a core, Redis %.1f %%%n",
                    pages,
                    wall,
                    (ANSWERS.get() - answersBefore) / wall,
                    FAILURES.get(),
                    100 * seconds(cpu(parley).minus(parleyBefore)) / wall,
                    100 * seconds(cpu(redis).minus(redisBefore)) / wall);
            System.out.println(memory(parley));
        } finally {
            ended = true;
            parley.destroyForcibly();
            redis.destroyForcibly();
        }
    }

    private static void ask(String session, String cursor) {
        String since = cursor == null ? "" : ",\"cursor\":\"" + cursor + "\"";
        post("/updates", "{\"sessionId\":\"" + session + "\",\"messageId\":\"%s\",\"waitSeconds\":8" + since + "}")
                .whenComplete((response, failure) -> {
                    if (ended) {
                        return;
                    }
                    Matcher next = failure == null ? CURSOR.matcher(response.body()) : null;
                    if (next == null || response.statusCode() != 200 || !next.find()) {
                        if (FAILURES.incrementAndGet() == 1) {
                            System.out.println(failure != null ? failure : response.statusCode() + " " + response.body());
                        }
                        ask(session, cursor);
                        return;
                    }
                    ANSWERS.incrementAndGet();
                    ask(session, next.group(1));
                });
    }

    private static CompletableFuture<HttpResponse<String>> post(String path, String template) {
        String id = "m" + IDS.incrementAndGet();
        String body = template.formatted(id);
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", "v1," + code(id + "." + timestamp + "." + body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CLIENT.sendAsync(request, BodyHandlers.ofString());
    }

    private static String code(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            try {
                CLIENT.send(HttpRequest.newBuilder(base.resolve("/chat")).build(), BodyHandlers.discarding());
                return;
            } catch (java.io.IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the function does not start");
    }

    private static Process start(Map<String, String> environment, String... command) throws java.io.IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Duration cpu(Process process) {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String memory(Process process) throws java.io.IOException {
        return java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("Threads"))
                .map(line -> line.replaceAll("\\s+", " "))
                .reduce("", (a, b) -> a + b + "  ");
    }

    private static int freePort() throws java.io.IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
