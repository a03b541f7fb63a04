package io.parley.completion;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The models, and how they are guarded. {@link Models} makes of it what can be asked, and refuses what cannot. */
@ConfigMapping(prefix = "parley.model")
public interface ModelConfig {
    /** Base URL of an OpenAI-compatible server, the version included; OpenAI's own if not set. */
    Optional<String> url();

    /** The demo model of dev and test, used while neither a URL nor a key is set. */
    Optional<String> demoUrl();

    /** Sent as bearer token ({@code OPENAI_API_KEY}). Required in production. */
    Optional<String> apiKey();

    /** Names the provider in metrics and ledger, and in prices that are its own: {@code parley.prices."azure/gpt-4.1-mini"}. */
    @WithDefault("openai")
    String provider();

    @WithDefault("gpt-4.1-mini")
    String name();

    /** From 0 to 2. Not sent to reasoning models, which refuse it. */
    @WithDefault("0.2")
    double temperature();

    /** 400 if not set; 2,000 for reasoning models, whose reasoning counts. */
    Optional<Integer> maxOutputTokens();

    /** Sent to reasoning models alone; {@code low} if not set. */
    Optional<String> reasoningEffort();

    /** Whether the model reasons, where its name does not tell. */
    Optional<Boolean> reasoning();

    /** Whether to send {@code safety_identifier} and {@code prompt_cache_key}, which some compatible servers refuse. */
    @WithDefault("true")
    boolean openaiHints();

    /** Settings that intents can have of their own, by the name that {@code parley.intents.<intent>.profile} gives. */
    Map<String, Profile> profiles();

    /** Asked when the first model fails, within what is left of the deadline. None if it has no name. */
    Second second();

    /** How long the first model may take before it is given up. While there is a second: three fifths of what is left, if not set. */
    Optional<Duration> timeout();

    /** Messages that one model may be asked about at once, and connections to one server. */
    @WithDefault("1000")
    int concurrency();

    /** The longest wait before a retry; if the server asks for more, there is none. */
    @WithDefault("2s")
    Duration retryWaitMax();

    Breaker breaker();

    /** What is not set is as for the first model, but for what follows from another name. */
    interface Profile {
        Optional<String> name();

        Optional<Double> temperature();

        Optional<Integer> maxOutputTokens();

        Optional<String> reasoningEffort();

        Optional<Boolean> reasoning();
    }

    /** A server and a key of its own, or those of the first model. */
    interface Second extends Profile {
        Optional<String> url();

        Optional<String> apiKey();

        Optional<String> provider();

        Optional<Boolean> openaiHints();
    }

    /** The circuit breaker of each model: of the last {@code requests} calls, at least {@code failureRatio} failed. */
    interface Breaker {
        @WithDefault("10")
        int requests();

        @WithDefault("0.5")
        double failureRatio();

        /** How long it stays open before one call may try again. */
        @WithDefault("5s")
        Duration delay();
    }
}
