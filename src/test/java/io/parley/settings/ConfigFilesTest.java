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
                "other.properties | a=b       | (other.properties) sets a, but every name begins with parley.",
                "indent.yaml    | '{parley: {locale: en}, sites: {default: {voice: x}}}' | (indent.yaml) sets sites.default.voice,",
                "typo.yaml      | '{parley: {locale: en}, parly: {mode: static}}' | (typo.yaml) sets parly.mode, but",
                "dotted.yaml    | parley.locale: en | (dotted.yaml) sets \"parley.locale\", but",
                "bare.yaml      | parley: en   | (bare.yaml) sets parley, but",
                "prod.yaml      | '{\"%prod\": {locale: en}}' | (prod.yaml) sets %prod.locale, but",
                "dup.yaml       | '{parley: {locale: en, mode: live, locale: de}}' | (dup.yaml) has a name twice: line 1, column 35",
                "dup.yaml       | '{parley: {locale: en}, parley: {mode: live}}' | (dup.yaml) has a name twice: line 1, column 24",
                "two.yaml       | '{parley: {locale: en}}\n---\n{parley: {mode: live}}' | (two.yaml) is not YAML",
                "bad.properties | parley.locale=\\u00g1 | (bad.properties) is not properties in UTF-8",
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
        Files.write(
                mounted.resolve("latin.properties"),
                "parley.sites.shop.facts=Grüße".getBytes(StandardCharsets.ISO_8859_1));
        read(mounted.resolve("latin.properties").toString());
        refused("(latin.properties) is not properties in UTF-8");
        read(mounted.resolve("none.yaml").toString());
        refused("names nothing that can be read");
    }

    @Test
    void directoryWithoutAFileOfOursIsRefused() throws IOException {
        read(mounted.toString());
        refused("names a directory without a file ending in .yaml");
        write("parley.yaml.txt", "parley: {locale: en}");
        read(mounted.toString());
        refused("names a directory without a file ending in .yaml");
    }

    @Test
    void byteOrderMarkHidesNoSetting() throws IOException {
        write("a.properties", "\uFEFFparley.mode=static\nparley.locale=de");
        write("b.yaml", "\uFEFFparley: {locale: de}");
        List<ConfigSource> sources = read(mounted.toString());
        ConfigFiles.check(new StartupEvent());
        assertThat(sources.get(0).getPropertyNames()).containsExactlyInAnyOrder("parley.mode", "parley.locale");
        assertThat(sources.get(1).getPropertyNames()).containsExactly("parley.locale");
    }

    @Test
    void namesOfAProfileAndOfTheLibrariesAreSettingsToo() throws IOException {
        write("prod.yaml", "\"%prod\": {parley: {locale: de}}");
        write("tls.properties", "quarkus.management.port=9001\n%dev.quarkus.http.port=1");
        assertThat(read(mounted.toString())).hasSize(2);
        assertThatCode(() -> ConfigFiles.check(new StartupEvent())).doesNotThrowAnyException();
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
