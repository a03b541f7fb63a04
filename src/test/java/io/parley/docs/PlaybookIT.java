package io.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.PackagedFunction;
import io.parley.RedisProcess;
import io.parley.Sha256;
import io.parley.Signed;
import io.parley.StubDesk;
import io.parley.StubModel;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command of {@code docs/playbook.md} in its order, with what is said between them happening, and compares what comes out with
 * what stands there. {@code target/playbook.md} is the page with what came out.
 */
class PlaybookIT {
    private static final Path PLAYBOOK = Path.of("docs/playbook.md");
    private static final Path SEEN = Path.of("target/playbook.md");
    private static final String OPERATOR_KEY = "an operator key of the playbook";
    private static final String NEW_SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("parley's next signing secret!".getBytes(StandardCharsets.UTF_8));
    private static final String END = "that was all of it";

    /** What is another each time. */
    private static final Pattern VARYING = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{8,}|\\d+");

    private final RedisProcess redis = RedisProcess.start();
    private final int modelPort = RedisProcess.freePort();
    private final StubModel model = new StubModel(modelPort);
    private final StubDesk desk = new StubDesk(RedisProcess.freePort());

    @Test
    void commandsSayWhatThePlaybookSays(@TempDir Path directory) throws Exception {
        assumeTrue(PackagedFunction.exists(), "the native package is tested by ChatIT alone");
        assumeTrue(
                Stream.of("jq", "openssl", "curl").allMatch(PlaybookIT::isThere),
                "jq, openssl or curl is not here: the playbook is not tried");
        Path log = Files.createFile(directory.resolve("parley.log"));
        PackagedFunction function = new PackagedFunction(
                        redis.url(),
                        Map.of(
                                "PARLEY_MODEL_URL",
                                "http://127.0.0.1:" + modelPort + "/v1",
                                "PARLEY_REDIS_TIMEOUT",
                                "250ms",
                                "PARLEY_DESK_KIND",
                                "webhook",
                                "PARLEY_DESK_URL",
                                desk.url(),
                                "PARLEY_DESK_SECRET",
                                Signed.SECRET,
                                "PARLEY_OPERATOR_KEYS",
                                "ann:" + Sha256.hex(OPERATOR_KEY)))
                .loggingTo(log);
        model.answers(StubModel.answer("It is on its way.", "order_status", 0.9, "answer"));
        function.start();
        Map<String, String> environment = Map.of(
                "PARLEY",
                function.url(),
                "HEALTH",
                function.management(),
                "SITE",
                "default",
                "KEY",
                OPERATOR_KEY,
                "SECRET",
                Signed.SECRET,
                "NEW_SECRET",
                NEW_SECRET,
                "LOG",
                log.toString());
        List<String> seen;
        try (Shell shell = new Shell(environment)) {
            seen = played(Files.readAllLines(PLAYBOOK), shell, function);
        } finally {
            function.kill();
            model.close();
            desk.close();
            redis.kill();
        }
        Files.write(SEEN, seen);
        assertThat(masked(Files.readAllLines(PLAYBOOK)))
                .as("the playbook as it stands, and as it went (" + SEEN + ")")
                .isEqualTo(masked(seen));
    }

    private List<String> played(List<String> page, Shell shell, PackagedFunction function) throws Exception {
        List<String> seen = new ArrayList<>();
        boolean console = false;
        for (int i = 0; i < page.size(); i++) {
            String line = page.get(i);
            if (line.startsWith("<!-- here: ")) {
                happens(line.substring("<!-- here: ".length(), line.length() - " -->".length()), function);
            }
            if (line.startsWith("```")) {
                console = line.equals("```console");
                seen.add(line);
            } else if (!console) {
                seen.add(line);
            } else if (line.startsWith("$ ")) {
                StringBuilder command = new StringBuilder(line.substring(2));
                seen.add(line);
                while (page.get(i + 1).startsWith("> ")) {
                    i++;
                    seen.add(page.get(i));
                    command.append('\n').append(page.get(i).substring(2));
                }
                seen.addAll(shell.run(command.toString()));
            }
            // Anything else in a console is what came out the last time.
        }
        return seen;
    }

    private void happens(String what, PackagedFunction function) throws Exception {
        switch (what) {
            case "the model refuses connections" -> model.close();
            case "the model is back" -> model.open();
            case "Redis is killed" -> redis.kill();
            case "Redis is started again, empty" -> {
                redis.startAgain();
                awaitAnswer(function);
            }
            case "the desk is away" -> desk.refuse();
            case "the desk is back" -> desk.open();
            case "the function is started with both signing secrets" ->
                restart(function, Signed.SECRET + "," + NEW_SECRET);
            case "the function is started with the new signing secret alone" -> restart(function, NEW_SECRET);
            default -> throw new AssertionError("what is it that happens here: " + what);
        }
    }

    private static void restart(PackagedFunction function, String secrets) throws Exception {
        function.kill();
        function.with("PARLEY_SITES_DEFAULT_SIGNING_SECRETS", secrets).start();
    }

    /** The connections that broke are closed, and the first new one is open. */
    private static void awaitAnswer(PackagedFunction function) throws Exception {
        Instant end = Instant.now().plusSeconds(20);
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest ready = HttpRequest.newBuilder(URI.create(function.management() + "/q/health/ready"))
                .build();
        while (client.send(ready, BodyHandlers.discarding()).statusCode() != 200) {
            assertThat(Instant.now()).as("ready again").isBefore(end);
        }
    }

    private static String masked(List<String> lines) {
        boolean console = false;
        List<String> masked = new ArrayList<>();
        for (String line : lines) {
            console = line.startsWith("```") ? line.equals("```console") : console;
            masked.add(
                    console && !line.startsWith("$ ") && !line.startsWith("> ")
                            ? VARYING.matcher(line.stripLeading()).replaceAll("~")
                            : line);
        }
        return String.join("\n", masked);
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** A shell that stays open, as that of somebody who works in it. */
    private static final class Shell implements AutoCloseable {
        private final Process process;
        private final BufferedWriter in;
        private final BufferedReader out;

        Shell(Map<String, String> environment) throws IOException {
            ProcessBuilder builder = new ProcessBuilder("bash").redirectErrorStream(true);
            builder.environment().putAll(environment);
            builder.environment().put("LC_ALL", "C");
            process = builder.start();
            in = process.outputWriter(StandardCharsets.UTF_8);
            out = process.inputReader(StandardCharsets.UTF_8);
        }

        List<String> run(String command) throws IOException {
            in.write(command + "\necho; echo " + END + "\n");
            in.flush();
            List<String> said = new ArrayList<>();
            for (String line = out.readLine(); line != null && !line.equals(END); line = out.readLine()) {
                if (!line.isBlank()) {
                    said.add(line);
                }
            }
            return said;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
