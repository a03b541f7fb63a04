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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * The mounted file, or the files of the mounted directory, that {@value #VARIABLE} names: YAML or properties, with any setting of
 * Parley in it. Environment variables win over them.
 */
@Singleton
public class ConfigFiles implements ConfigSourceProvider {
    static final String VARIABLE = "PARLEY_CONFIG";
    private static final int ORDINAL = 290;
    private static final Pattern WHERE = Pattern.compile("line \\d+, column \\d+");

    /** While sources are read nothing can be refused without a stack trace; so it is, a moment later. */
    private static Optional<String> problem = Optional.empty();

    private final String named;

    public ConfigFiles() {
        this(System.getenv(VARIABLE));
    }

    ConfigFiles(String named) {
        this.named = named;
    }

    @Override
    public List<ConfigSource> getConfigSources(ClassLoader loader) {
        List<ConfigSource> sources = new ArrayList<>();
        String refused = null;
        try {
            for (Path file : files()) {
                refused = "(" + file.getFileName() + ") is not " + (isYaml(file) ? "YAML" : "properties") + " in UTF-8";
                ConfigSource source = source(file);
                boolean sets = source.getPropertyNames().stream().anyMatch(n -> n.matches("(parley|quarkus)\\..*"));
                if (!sets) {
                    refused = "(" + file.getFileName() + ") sets nothing: no name in it begins with parley.";
                    throw new IllegalArgumentException();
                }
                sources.add(source);
            }
            refused = null;
        } catch (IOException | UncheckedIOException e) {
            refused = refused != null
                    ? refused
                    : "names nothing that can be read: a file, or a directory with files,"
                            + " ending in .yaml, .yml or .properties";
        } catch (RuntimeException e) {
            Matcher where = WHERE.matcher(String.valueOf(e.getMessage()));
            refused += where.find() ? ": " + where.group() : "";
        }
        problem = Optional.ofNullable(refused);
        return sources;
    }

    /** Before any other check: what these complain of may stand in the file. */
    static void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        Settings.require(problem.isEmpty(), VARIABLE, problem.orElse(""));
    }

    private List<Path> files() throws IOException {
        if (named == null || named.isBlank()) {
            return List.of();
        }
        Path path = Path.of(named.trim());
        if (!Files.isDirectory(path)) {
            if (!Files.isReadable(path) || !isSettings(path)) {
                throw new IOException();
            }
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(ConfigFiles::isSettings).sorted().toList();
        }
    }

    private static ConfigSource source(Path file) throws IOException {
        return isYaml(file)
                ? new YamlConfigSource(file.toString(), Files.readString(file), ORDINAL)
                : new PropertiesConfigSource(file.toUri().toURL(), ORDINAL);
    }

    private static boolean isSettings(Path file) {
        return isYaml(file) || file.getFileName().toString().endsWith(".properties");
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }
}
