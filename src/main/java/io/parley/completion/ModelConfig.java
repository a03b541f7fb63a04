package io.parley.completion;

import io.parley.turn.Settings;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The model, and how it is guarded. */
@ConfigMapping(prefix = "parley.model")
public interface ModelConfig {
    String OPENAI = "https://api.openai.com/v1";

    /** Base URL of an OpenAI-compatible server, the version included; OpenAI's own if not set. */
    Optional<String> url();

    /** The demo model of dev and test, used while neither a URL nor a key is set. */
    Optional<String> demoUrl();

    @WithDefault("gpt-4.1-mini")
    String name();

    /** Sent as bearer token ({@code OPENAI_API_KEY}). Required in production. */
    Optional<String> apiKey();

    /** From 0 to 2. Not sent to reasoning models, which refuse it. */
    @WithDefault("0.2")
    double temperature();

    @WithDefault("400")
    int maxOutputTokens();

    /** Whether to send {@code safety_identifier} and {@code prompt_cache_key}, which some compatible servers refuse. */
    @WithDefault("true")
    boolean openaiHints();

    Breaker breaker();

    /** The circuit breaker: of the last {@code requests} calls, at least {@code failureRatio} failed. */
    interface Breaker {
        @WithDefault("10")
        int requests();

        @WithDefault("0.5")
        double failureRatio();

        /** How long it stays open before one call may try again. */
        @WithDefault("5s")
        Duration delay();
    }

    default String baseUrl() {
        String base = url().or(() -> apiKey().isPresent() ? Optional.empty() : demoUrl())
                .orElse(OPENAI);
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    default void check() {
        Settings.require(
                apiKey().isPresent() || LaunchMode.current() != LaunchMode.NORMAL,
                "OPENAI_API_KEY",
                "(parley.model.api-key) is required; any value will do for a model server that asks for none");
        Settings.require(isHttp(baseUrl()), "parley.model.url", "(PARLEY_MODEL_URL) must be an http or https URL");
        Settings.require(!name().isBlank(), "parley.model.name", "(PARLEY_MODEL_NAME) must not be blank");
        Settings.require(temperature() >= 0 && temperature() <= 2, "parley.model.temperature", "must be from 0 to 2");
        Settings.within("parley.model.max-output-tokens", maxOutputTokens(), 50, 16_000);
        Settings.within("parley.model.breaker.requests", breaker().requests(), 1, 1000);
        Settings.require(
                breaker().failureRatio() > 0 && breaker().failureRatio() <= 1,
                "parley.model.breaker.failure-ratio",
                "must be above 0 and at most 1");
        Settings.within(
                "parley.model.breaker.delay", breaker().delay(), Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
