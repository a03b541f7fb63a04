package io.parley.completion;

import io.parley.completion.ModelConfig.Profile;
import io.parley.completion.ModelConfig.Second;
import io.parley.turn.Settings;
import io.quarkus.runtime.LaunchMode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The models of the configuration, by profile, and the second one. */
record Models(Map<String, Model> byProfile, Optional<Model> second) {
    /** The profile of every intent that has none of its own. */
    static final String STANDARD = "standard";

    private static final String OPENAI = "https://api.openai.com/v1";
    private static final Pattern REASONING_MODEL = Pattern.compile("(o\\d|gpt-5)(?!.*chat).*");
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final String PREFIX = "parley.model.";
    private static final int OUTPUT_TOKENS = 400;
    private static final int OUTPUT_TOKENS_REASONING = 2_000;

    /** @throws io.quarkus.runtime.configuration.ConfigurationException that names the property */
    static Models of(ModelConfig config) {
        check(config);
        Map<String, Model> byProfile = new HashMap<>();
        byProfile.put(STANDARD, first(config, new FirstProfile(config), PREFIX));
        config.profiles().forEach((name, profile) -> {
            String property = PREFIX + "profiles." + name + ".";
            Settings.require(
                    WORD.matcher(name).matches() && !name.equals(STANDARD),
                    property,
                    "must have a name in lower case other than " + STANDARD);
            byProfile.put(name, first(config, profile, property));
        });
        return new Models(Map.copyOf(byProfile), second(config));
    }

    /**
     * Refuses a timeout of the first model that leaves the second none.
     *
     * @param span what the models have of the deadline of a message that comes at once
     */
    void requireTime(Optional<Duration> timeout, Duration span) {
        boolean enough = timeout.map(first -> span.minus(first).compareTo(ModelFault.USEFUL_ATTEMPT) >= 0)
                .orElse(true);
        Settings.require(
                second.isEmpty() || enough,
                PREFIX + "timeout",
                "must leave the second model " + ModelFault.USEFUL_ATTEMPT.toMillis() + " ms of the " + span.toMillis()
                        + " ms that parley.deadline has for models");
    }

    /** Every model that may be asked. */
    Collection<Model> all() {
        Set<Model> all = new LinkedHashSet<>(byProfile.values());
        second.ifPresent(all::add);
        return all;
    }

    private static Model first(ModelConfig config, Profile profile, String property) {
        return model(config, profile, property, config.provider(), url(config), config.apiKey(), config.openaiHints());
    }

    private static Optional<Model> second(ModelConfig config) {
        Second second = config.second();
        String property = PREFIX + "second.";
        if (second.name().isEmpty()) {
            Settings.require(
                    isUnset(second),
                    property + "name",
                    "(PARLEY_MODEL_SECOND_NAME) is required with its other settings");
            return Optional.empty();
        }
        String url = second.url()
                .map(u -> url(u, property + "url", "PARLEY_MODEL_SECOND_URL"))
                .orElse(url(config));
        boolean elsewhere = !url.equals(url(config));
        // The first server's key is nobody else's business.
        Optional<String> key = elsewhere ? second.apiKey() : second.apiKey().or(config::apiKey);
        requireKey(key, property + "api-key", "PARLEY_MODEL_SECOND_API_KEY");
        String provider = second.provider().orElse(config.provider());
        checkProvider(provider, property + "provider");
        boolean hints = second.openaiHints().orElse(config.openaiHints());
        return Optional.of(model(config, second, property, provider, url, key, hints));
    }

    private static boolean isUnset(Second second) {
        return Stream.of(
                        second.url(),
                        second.apiKey(),
                        second.provider(),
                        second.openaiHints(),
                        second.temperature(),
                        second.maxOutputTokens(),
                        second.reasoningEffort(),
                        second.reasoning())
                .allMatch(Optional::isEmpty);
    }

    private static Model model(
            ModelConfig config,
            Profile profile,
            String property,
            String provider,
            String url,
            Optional<String> key,
            boolean hints) {
        String name = profile.name().orElse(config.name());
        boolean line = !name.isBlank() && name.codePoints().noneMatch(Character::isISOControl);
        Settings.require(line, property + "name", "must be a line that is not blank");
        boolean same = name.equals(config.name());
        boolean reasoning = profile.reasoning()
                .or(() -> same ? config.reasoning() : Optional.empty())
                .orElse(REASONING_MODEL.matcher(name).matches());
        double temperature = profile.temperature().orElse(config.temperature());
        Settings.require(temperature >= 0 && temperature <= 2, property + "temperature", "must be from 0 to 2");
        int tokens = profile.maxOutputTokens()
                .or(() -> same ? config.maxOutputTokens() : Optional.empty())
                .orElse(reasoning ? OUTPUT_TOKENS_REASONING : OUTPUT_TOKENS);
        Settings.within(property + "max-output-tokens", tokens, 50, 16_000);
        String effort = profile.reasoningEffort()
                .or(() -> same ? config.reasoningEffort() : Optional.empty())
                .orElse("low");
        Settings.require(
                WORD.matcher(effort).matches(), property + "reasoning-effort", "must be a word such as low or minimal");
        return new Model(
                provider,
                url,
                key.map(k -> "Bearer " + k).orElse(null),
                hints,
                name,
                reasoning ? null : temperature,
                tokens,
                reasoning ? effort : null);
    }

    private static void check(ModelConfig config) {
        requireKey(config.apiKey(), "OPENAI_API_KEY", "parley.model.api-key");
        checkProvider(config.provider(), PREFIX + "provider");
        Settings.within(PREFIX + "concurrency", config.concurrency(), 1, 100_000);
        Settings.within(PREFIX + "retry-wait-max", config.retryWaitMax(), Duration.ZERO, Duration.ofSeconds(10));
        config.timeout()
                .ifPresent(t -> Settings.within(PREFIX + "timeout", t, Duration.ofMillis(100), Duration.ofSeconds(13)));
        Settings.within(PREFIX + "breaker.requests", config.breaker().requests(), 1, 1000);
        Settings.require(
                config.breaker().failureRatio() > 0 && config.breaker().failureRatio() <= 1,
                PREFIX + "breaker.failure-ratio",
                "must be above 0 and at most 1");
        Settings.within(
                PREFIX + "breaker.delay", config.breaker().delay(), Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    private static void requireKey(Optional<String> key, String property, String alias) {
        Settings.require(
                key.isPresent() || LaunchMode.current() != LaunchMode.NORMAL,
                property,
                "(" + alias + ") is required; any value will do for a model server that asks for none");
    }

    private static void checkProvider(String provider, String property) {
        Settings.require(
                WORD.matcher(provider).matches(), property, "must be a word such as openai or azure.ai.openai");
    }

    static String url(ModelConfig config) {
        Optional<String> demo = config.apiKey().isPresent() ? Optional.empty() : config.demoUrl();
        return url(config.url().or(() -> demo).orElse(OPENAI), PREFIX + "url", "PARLEY_MODEL_URL");
    }

    private static String url(String text, String property, String variable) {
        Settings.require(Settings.isHttp(text), property, "(" + variable + ") must be an http or https URL");
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** The first model, in the form in which others are measured by it. */
    private record FirstProfile(ModelConfig config) implements Profile {
        @Override
        public Optional<String> name() {
            return Optional.of(config.name());
        }

        @Override
        public Optional<Double> temperature() {
            return Optional.of(config.temperature());
        }

        @Override
        public Optional<Integer> maxOutputTokens() {
            return config.maxOutputTokens();
        }

        @Override
        public Optional<String> reasoningEffort() {
            return config.reasoningEffort();
        }

        @Override
        public Optional<Boolean> reasoning() {
            return config.reasoning();
        }
    }
}
