package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the packaged function, in the profile of production, that a test starts and kills as it likes. */
public final class PackagedFunction {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final long PATIENCE_SECONDS = 60;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> environment;
    private final int port = RedisProcess.freePort();
    private final int management = RedisProcess.freePort();
    private ProcessBuilder.Redirect output = ProcessBuilder.Redirect.DISCARD;
    private Process process;

    /** @param settings its environment, but for ports, key and secret */
    public PackagedFunction(String redisUrl, Map<String, String> settings) {
        environment = new HashMap<>(Map.of(
                "OPENAI_API_KEY",
                "k",
                "PARLEY_REDIS_URL",
                redisUrl,
                "PARLEY_REDIS_TIMEOUT",
                "2s",
                "PARLEY_SITES_DEFAULT_SIGNING_SECRETS",
                Signed.SECRET,
                "PORT",
                Integer.toString(port),
                "QUARKUS_MANAGEMENT_PORT",
                Integer.toString(management)));
        environment.putAll(settings);
    }

    /** Whether there is a jar; a native package is tested by the integration tests of Quarkus alone. */
    public static boolean exists() {
        return Files.exists(JAR);
    }

    /** From its next start on, with this setting. */
    public PackagedFunction with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Where its JSON lines go; nowhere if this is not called. */
    public PackagedFunction loggingTo(Path file) {
        output = ProcessBuilder.Redirect.appendTo(file.toFile());
        return this;
    }

    /** Where health and metrics are. */
    public String management() {
        return "http://127.0.0.1:" + management;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public void start() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC", // as in Dockerfile.jvm
                        "-Dmutiny.disableCallBackDecorators=true",
                        "-Xmx128m",
                        "-jar",
                        JAR.toString()))
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        process = builder.start();
        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        HttpRequest alive = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/live"))
                .timeout(Duration.ofSeconds(2))
                .build();
        while (Instant.now().isBefore(end)) {
            try {
                if (client.send(alive, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                assertThat(process.isAlive()).as("the function runs").isTrue();
            }
        }
        throw new AssertionError("the function does not start");
    }

    /** As a platform does that has lost its patience; nothing if it does not run. */
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
