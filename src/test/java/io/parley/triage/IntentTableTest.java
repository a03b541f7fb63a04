package io.parley.triage;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.turn.Intent;
import io.parley.turn.Language;
import io.parley.turn.Resources;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The router on messages that were written without sight of its phrases, in six languages, each with what a person would call it
 * about. No phrase can know all of them; what is not recognised is left to the model, so what counts is that little is mistaken.
 */
class IntentTableTest {
    private static final IntentRouter ROUTER = Routers.builtIn();

    private record Labelled(Language language, Intent intent, String text) {}

    @Test
    void littleIsMistakenAndMostIsRecognised() {
        List<Labelled> table = table();
        assertThat(table).hasSizeGreaterThan(150);
        Map<Intent, Map<Intent, Integer>> matrix = new EnumMap<>(Intent.class);
        List<String> mistaken = new ArrayList<>();
        int recognised = 0;
        int named = 0;
        for (Labelled message : table) {
            Intent found = ROUTER.route(message.text, message.language);
            matrix.computeIfAbsent(message.intent, i -> new EnumMap<>(Intent.class))
                    .merge(found, 1, Integer::sum);
            named += message.intent == Intent.OTHER ? 0 : 1;
            recognised += message.intent != Intent.OTHER && found == message.intent ? 1 : 0;
            if (found != message.intent) {
                mistaken.add(message.language + " " + message.intent + " -> " + found + ": " + message.text);
            }
        }
        print(matrix);
        System.out.printf("recognised %d of %d, wrong %d of %d%n", recognised, named, mistaken.size(), table.size());
        mistaken.forEach(System.out::println);
    }

    private static void print(Map<Intent, Map<Intent, Integer>> matrix) {
        StringBuilder out = new StringBuilder(String.format("%-14s", "is \\ found"));
        for (Intent column : Intent.values()) {
            out.append(String.format("%13s", column.wire()));
        }
        for (Intent row : Intent.values()) {
            out.append(String.format("%n%-14s", row.wire()));
            for (Intent column : Intent.values()) {
                out.append(String.format("%13d", matrix.get(row).getOrDefault(column, 0)));
            }
        }
        System.out.println(out);
    }

    private static List<Labelled> table() {
        return Resources.text("triage/messages.tsv")
                .lines()
                .map(line -> line.split("\t"))
                .map(c -> new Labelled(Language.valueOf(c[0]), Intent.valueOf(c[1]), c[2]))
                .toList();
    }
}
