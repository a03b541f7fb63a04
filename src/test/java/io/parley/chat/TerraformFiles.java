package io.parley.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder {@code terraform}, as far as tests look into it: whole files as text, and plain arguments of blocks. */
final class TerraformFiles {
    private static final Path FOLDER = Path.of("terraform");
    private static final List<String> ENDINGS = List.of(".tf", ".sql", ".hcl", ".tfvars", ".tfvars.example");
    private static final Pattern ARGUMENT = Pattern.compile("(?m)^\\s*(\\w+)\\s*=\\s*\"?([^\"\\s{]+)\"?\\s*(?:#.*)?$");

    private TerraformFiles() {}

    /** Names of all files, with what is in them. */
    static Map<String, String> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
                    .collect(Collectors.toMap(file -> FOLDER.relativize(file).toString(), TerraformFiles::read));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code pattern} finds in any of them, by its first group. */
    static List<String> find(Pattern pattern) {
        return all().values().stream()
                .flatMap(text -> pattern.matcher(text).results())
                .map(match -> match.group(1))
                .distinct()
                .sorted()
                .toList();
    }

    static String defaultOf(String variable) {
        return arguments("variables.tf", "variable \"" + variable + "\"").get("default");
    }

    /** Arguments of the first block that begins so, and of the blocks in it, where they are plain values. */
    static Map<String, String> arguments(String file, String header) {
        String text = read(FOLDER.resolve(file));
        int begin = text.indexOf('{', text.indexOf(header + " {"));
        int end = begin + 1;
        for (int depth = 1; depth > 0; end++) {
            char c = text.charAt(end);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        return ARGUMENT.matcher(text.substring(begin, end))
                .results()
                .collect(Collectors.toMap(
                        (MatchResult match) -> match.group(1), match -> match.group(2), (first, second) -> first));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
