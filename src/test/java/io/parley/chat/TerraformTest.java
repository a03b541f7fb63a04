package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.Mappings;
import io.parley.completion.ModelConfig;
import io.parley.telemetry.AuditLine;
import io.parley.telemetry.TurnRecord;
import io.parley.turn.FallbackReason;
import io.parley.turn.Outcome;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code terraform/} names variables, members of log lines and their values; here they are held to the code that reads and writes them. */
class TerraformTest {
    /** Not what a pattern begins with, such as {@code PARLEY_SITES_[A-Z]} or {@code PARLEY_SITES_<SITE>}. */
    private static final Pattern VARIABLE = Pattern.compile("\\b((?:PARLEY|QUARKUS)_[A-Z0-9_]++)(?![\\[<])");

    /** In filters {@code jsonPayload.totalMs} and {@code jsonPayload."error.type"}, in SQL the same with other signs. */
    private static final Pattern MEMBER =
            Pattern.compile("(?:jsonPayload|json_payload)(?:\\.(\\w+)|\\.\\\\?\"([^\"\\\\]+)\\\\?\"|\\['([^']+)'])");

    /** One value or, in brackets or with lines between, several. */
    private static final Pattern COMPARED =
            Pattern.compile("\\b(?:outcome|reason)[=!~]+(?:one_of)?(\\([^)]*\\)|\\\\?\"[^\"]*\")");

    private static final Pattern WIRE_NAME = Pattern.compile("[a-z][a-z_]+");

    @Test
    void everyVariableIsASettingOfTheFunction() {
        List<String> names = TerraformFiles.find(VARIABLE);
        assertThat(names).hasSizeGreaterThan(20);
        assertThat(WholeConfiguration.misspelt(names)).isEmpty();
        String readme = TerraformFiles.read(Path.of("README.md"));
        assertThat(names)
                .filteredOn(name -> name.startsWith("QUARKUS_"))
                .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }

    @Test
    void defaultsAreThoseOfTheFunction() {
        ModelConfig model = Mappings.of(ModelConfig.class, Map.of());
        assertThat(TerraformFiles.defaultOf("model_name")).isEqualTo(model.name());
        assertThat(TerraformFiles.read(Path.of("README.md")))
                .contains("| `PARLEY_MODEL_URL` | `" + TerraformFiles.defaultOf("model_url") + "` |");
    }

    @Test
    void everyMemberOfALineIsWritten() throws ReflectiveOperationException {
        Set<String> written = Stream.of(
                        TurnRecord.class,
                        AuditLine.class,
                        Class.forName("io.parley.cost.LedgerLine"),
                        Class.forName("io.parley.alerts.Alert"))
                .flatMap(line -> Arrays.stream(line.getRecordComponents()))
                .map(TerraformTest::member)
                .collect(Collectors.toSet());
        Set<String> read = TerraformFiles.all().entrySet().stream()
                .filter(file -> !file.getKey().startsWith("tests"))
                .flatMap(file -> MEMBER.matcher(file.getValue()).results())
                .map(match -> Stream.of(match.group(1), match.group(2), match.group(3))
                        .filter(name -> name != null)
                        .findFirst()
                        .orElseThrow())
                .collect(Collectors.toSet());
        assertThat(read).hasSizeGreaterThan(30).isSubsetOf(written);
    }

    @Test
    void everyOutcomeAndReasonOccurs() {
        Set<String> values = Stream.concat(
                        Arrays.stream(Outcome.values()).map(Outcome::wire),
                        Arrays.stream(FallbackReason.values()).map(FallbackReason::wire))
                .collect(Collectors.toSet());
        Set<String> compared = TerraformFiles.all().values().stream()
                .flatMap(text -> COMPARED.matcher(text).results())
                .flatMap(match -> WIRE_NAME.matcher(match.group(1)).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertThat(compared)
                .contains("fallback", "state_unavailable", "static_mode", "blocked")
                .isSubsetOf(values);
    }

    @Test
    void examplesSetWhatThereIs() {
        List<String> declared = TerraformFiles.find(Pattern.compile("(?m)^variable \"(\\w+)\""));
        Set<String> set = TerraformFiles.all().entrySet().stream()
                .filter(file -> file.getKey().contains(".tfvars"))
                .flatMap(file -> Pattern.compile("(?m)^(\\w+) += ")
                        .matcher(file.getValue())
                        .results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(set).contains("project_id", "redis_tier").isSubsetOf(declared);
    }

    @Test
    void readmeListsEveryVariableAndOutput() {
        String readme = TerraformFiles.read(Path.of("terraform/README.md"));
        Matcher rows = Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(readme);
        List<String> listed = rows.results().map(row -> row.group(1)).distinct().toList();
        List<String> declared = TerraformFiles.find(Pattern.compile("(?m)^(?:variable|output) \"(\\w+)\""));
        assertThat(listed).containsExactlyInAnyOrderElementsOf(declared);
    }

    private static String member(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }
}
