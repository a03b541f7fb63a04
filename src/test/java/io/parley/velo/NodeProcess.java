package io.parley.velo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Node, with the modules of Wix as fakes. Not everybody who builds the function has it: then these tests say so, and are skipped. */
final class NodeProcess implements AutoCloseable {
    private static final Path VELO = Path.of("src/velo").toAbsolutePath();
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)\\..*");
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path output;

    private NodeProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Skips the test that asks where there is no Node from 20.11 on, the first with the hooks and timers that the tests need. */
    static void assumeThere() {
        assumeTrue(isThere(), "there is no Node >= 20.11 here: the Wix side is not tested");
    }

    private static boolean isThere() {
        try {
            Process node = new ProcessBuilder("node", "--version").start();
            String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            Matcher version = VERSION.matcher(said);
            return version.matches()
                    && (Integer.parseInt(version.group(1)) > 20
                            || Integer.parseInt(version.group(1)) == 20 && Integer.parseInt(version.group(2)) >= 11);
        } catch (IOException e) {
            return false;
        }
    }

    /** @param arguments after those that make Node look like Velo; paths from src/velo */
    static NodeProcess start(Map<String, String> environment, String... arguments) {
        try {
            Path output = Files.createTempFile("parley-node", ".log");
            List<String> command = new ArrayList<>(List.of("node", "--import", "./test/register.mjs"));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(VELO.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new NodeProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs to its end, and says what it said unless it went well. */
    void succeed() throws InterruptedException {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError((ended ? "exit code " + process.exitValue() : "no end") + "\n" + output());
        }
        System.out.println(output().lines()
                .filter(line -> line.startsWith("# tests") || line.startsWith("# pass"))
                .toList());
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
