package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogLines;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What follows from each fault of the model: measured, printed, and as docs/resilience.md says. */
final class FaultMatrix {
    private static final Path DOCUMENT = Path.of("docs/resilience.md");

    private final List<String> rows = new ArrayList<>();

    /**
     * @param reason of the fallback
     * @param calls HTTP requests to the model
     * @param booked nothing, estimate, or as billed
     */
    record Row(String fault, String reason, int calls, String booked) {
        String line() {
            return "| %s | `%s` | %d | %s |".formatted(fault, reason, calls, booked);
        }
    }

    /** @param question makes the visitor ask, and says what came of it */
    void check(Row expected, Supplier<JsonObject> question, long deadlineMillis) {
        try (LogLines ledger = new LogLines("parley.ledger");
                LogLines turns = new LogLines("parley.turn")) {
            long start = System.nanoTime();
            JsonObject reply = question.get();
            long millis = (System.nanoTime() - start) / 1_000_000;

            assertThat(reply.getString("outcome")).isEqualTo("fallback");
            assertThat(reply.getString("reply")).isNotBlank().doesNotContain("secret");
            assertThat(millis).as("the one deadline").isLessThan(deadlineMillis);
            assertThat(ledger.json()).hasSize(1);
            JsonObject line = ledger.json().get(0);
            assertThat(line.getBoolean("committed")).isTrue();
            assertThat(turns.json().get(0).getLong("modelNanoUsd")).isEqualTo(line.getLong("nanoUsd"));
            String booked =
                    line.getLong("nanoUsd") == 0 ? "nothing" : line.getBoolean("estimated") ? "estimate" : "as billed";
            Row found = new Row(
                    expected.fault,
                    reply.getJsonObject("fallback").getString("reason"),
                    line.getInteger("attempts"),
                    booked);
            rows.add("%s %d ms |%s".formatted(found.line(), millis, error(line, turns)));
            assertThat(found).isEqualTo(expected);
            assertThat(document()).as("what is documented").contains(found.line());
        }
    }

    private static String error(JsonObject line, LogLines turns) {
        String finding = turns.json().get(0).getString("finding");
        String error = line.getString("error");
        assertThat(error == null ? finding : error).as("a category").isNotBlank();
        return " " + (error == null ? finding : error) + " |";
    }

    void print() {
        System.out.println("| the model | fallback | calls | booked | took | error |");
        rows.forEach(System.out::println);
    }

    private static String document() {
        try {
            return Files.readString(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
