package io.parley.settings;

import io.parley.turn.Settings;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.source.yaml.YamlConfigSource;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * The mounted file, or the files of the mounted directory, that {@value #VARIABLE} names: YAML or properties, with any setting of
 * Parley in it. Environment variables win over them.
 */
@Singleton
public class ConfigFiles implements ConfigSourceProvider {
    static final String VARIABLE = "PARLEY_CONFIG";
    private static final int ORDINAL = 290;
    private static final String ENDINGS = " ending in .yaml, .yml or .properties";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** Those of the libraries are in the README too. */
    private static final Pattern OURS = Pattern.compile("(?:%[^.]+\\.)?(?:parley|quarkus)\\..+");

    /** While sources are read nothing can be refused without a stack trace; so it is, a moment later. */
    private static Optional<String> problem = Optional.empty();

    private final String named;

    public ConfigFiles() {
        this(System.getenv(VARIABLE));
    }

    ConfigFiles(String named) {
        this.named = named;
    }

    /** Why a file is refused; no value that stands in it. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String rule) {
            super(rule);
        }

        Unfit(Path file, String rule) {
            this('(' + file.getFileName().toString() + ") " + rule);
        }
    }

    @Override
    public List<ConfigSource> getConfigSources(ClassLoader loader) {
        List<ConfigSource> sources = new ArrayList<>();
        problem = Optional.empty();
        try {
            for (Path file : files()) {
                sources.add(source(file));
            }
        } catch (Unfit e) {
            problem = Optional.of(e.getMessage());
        }
        return sources;
    }

    /** Before any other check: what these complain of may stand in the file. */
    static void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        Settings.require(problem.isEmpty(), VARIABLE, problem.orElse(""));
    }

    private List<Path> files() throws Unfit {
        if (named == null || named.isBlank()) {
            return List.of();
        }
        Path path = Path.of(named.trim());
        if (!Files.isDirectory(path)) {
            if (!Files.isReadable(path) || !isSettings(path)) {
                throw new Unfit("names nothing that can be read: a file, or a directory with files," + ENDINGS);
            }
            return List.of(path);
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(path)) {
            files = entries.filter(ConfigFiles::isSettings).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new Unfit("names a directory that cannot be read");
        }
        if (files.isEmpty()) {
            throw new Unfit("names a directory without a file" + ENDINGS);
        }
        return files;
    }

    private static ConfigSource source(Path file) throws Unfit {
        ConfigSource source;
        try {
            String text = Files.readString(file);
            // What some editors begin UTF-8 with is no part of the first name.
            String bare = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
            source = isYaml(file) ? yaml(file, bare) : properties(file, bare);
        } catch (MarkedYAMLException e) {
            throw new Unfit(
                    file,
                    (e instanceof DuplicateKeyException ? "has a name twice" : "is not YAML in UTF-8") + place(e));
        } catch (IOException | RuntimeException e) {
            throw new Unfit(file, "is not " + (isYaml(file) ? "YAML" : "properties") + " in UTF-8");
        }
        Optional<String> stray = source.getPropertyNames().stream()
                .filter(name -> !OURS.matcher(name).matches())
                .sorted()
                .findFirst();
        if (stray.isPresent()) {
            String name = CONTROL.matcher(stray.get()).replaceAll("?");
            throw new Unfit(file, "sets " + name + ", but every name begins with parley.");
        }
        if (source.getPropertyNames().isEmpty()) {
            throw new Unfit(file, "sets nothing: no name in it begins with parley.");
        }
        return source;
    }

    private static ConfigSource yaml(Path file, String text) {
        LoaderOptions strict = new LoaderOptions();
        // The source itself would take the second of two as if the first were not there.
        strict.setAllowDuplicateKeys(false);
        new Yaml(new SafeConstructor(strict)).load(text);
        return new YamlConfigSource(file.toString(), text, ORDINAL);
    }

    private static ConfigSource properties(Path file, String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return new PropertiesConfigSource(properties, file.toString(), ORDINAL);
    }

    private static String place(MarkedYAMLException e) {
        Mark mark = e.getProblemMark();
        return mark == null ? "" : ": line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }

    private static boolean isSettings(Path file) {
        return isYaml(file) || file.getFileName().toString().endsWith(".properties");
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }
}
