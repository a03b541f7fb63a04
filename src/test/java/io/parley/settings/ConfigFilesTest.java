package io.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFilesTest {
    @TempDir
    Path mounted;

    @AfterEach
    void forget() {
        read(null);
    }

    @Test
    void yamlKeepsTheLinesOfATextAndPropertiesAreUtf8() throws IOException {
        write(
                "shop.yaml",
                "parley:\n  sites:\n    shop:\n      facts: |\n        Open 9–17 h.\n        Closed on Sundays.\n");
        write("other.properties", "parley.sites.other.facts=Grüße");
        write("README.txt", "not ours");
        List<ConfigSource> sources = read(mounted.toString());
        ConfigFiles.check(new StartupEvent());

        assertThat(sources).hasSize(2);
        assertThat(sources.get(0).getValue("parley.sites.other.facts")).isEqualTo("Grüße");
        assertThat(sources.get(1).getValue("parley.sites.shop.facts")).isEqualTo("Open 9–17 h.\nClosed on Sundays.\n");
        assertThat(sources).allSatisfy(s -> assertThat(s.getOrdinal()).isBetween(251, 299));
        assertThat(read(mounted.resolve("shop.yaml").toString())).hasSize(1);
    }

    @Test
    void noFileIsNamedByDefault() {
        assertThat(read(null)).isEmpty();
        assertThat(read(" ")).isEmpty();
        assertThatCode(() -> ConfigFiles.check(new StartupEvent())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad.yaml       | parley: [   | (bad.yaml) is not YAML in UTF-8: line 1, column",
                "list.yaml      | - a         | (list.yaml) sets nothing",
                "empty.yml      | ''          | (empty.yml) sets nothing",
                "other.properties | a=b       | (other.properties) sets nothing",
                "notes.txt      | parley: {}  | names nothing that can be read",
            })
    void whatCannotBeReadIsRefusedByNameAndPlace(String name, String text, String said) throws IOException {
        write(name, text);
        read(mounted.resolve(name).toString());
        refused(said);
    }

    @Test
    void otherEncodingsAndMissingFilesAreRefused() throws IOException {
        Files.write(mounted.resolve("latin.yaml"), "parley: {locale: ü}".getBytes(StandardCharsets.ISO_8859_1));
        read(mounted.resolve("latin.yaml").toString());
        refused("(latin.yaml) is not YAML in UTF-8");
        read(mounted.resolve("none.yaml").toString());
        refused("names nothing that can be read");
    }

    private static void refused(String said) {
        assertThatThrownBy(() -> ConfigFiles.check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("PARLEY_CONFIG " + said);
    }

    private static List<ConfigSource> read(String named) {
        return new ConfigFiles(named).getConfigSources(ConfigFilesTest.class.getClassLoader());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(mounted.resolve(name), text);
    }
}
