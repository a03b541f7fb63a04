package io.parley.velo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the tests of {@code src/velo}, which need Node and nothing else. Types and style of it are checked by {@code npm run check}. */
class VeloTest {
    private static final Path TESTS = Path.of("src/velo/test");

    @BeforeAll
    static void needNode() {
        NodeProcess.assumeThere();
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void passes(String file) throws InterruptedException {
        try (NodeProcess node = NodeProcess.start(Map.of(), "--test", "--test-reporter=tap", "test/" + file)) {
            node.succeed();
        }
    }
}
