package io.parley.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.parley.turn.TokenUsage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.stream.IntStream;

/** The client metrics of OpenTelemetry's GenAI semantic conventions, v1.41. */
@ApplicationScoped
public class ModelMetrics {
    private static final int DURATION_BUCKETS = 14;
    private static final int TOKEN_BUCKETS = 14;

    /** 10 ms, doubled up to 81.92 s. */
    private static final Duration[] DURATIONS = IntStream.range(0, DURATION_BUCKETS)
            .mapToObj(i -> Duration.ofMillis(10L << i))
            .toArray(Duration[]::new);

    /** Powers of 4 from 1 to 67,108,864. */
    private static final double[] TOKENS =
            IntStream.range(0, TOKEN_BUCKETS).mapToDouble(i -> 1L << (2 * i)).toArray();

    private final MeterRegistry meters;

    ModelMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * @param error category; null if the call gave an answer
     */
    public void called(String provider, String model, TokenUsage usage, Duration duration, String error) {
        Tags tags = Tags.of(
                "gen_ai.operation.name", "chat",
                "gen_ai.provider.name", provider,
                "gen_ai.request.model", model);
        Timer.builder("gen_ai.client.operation.duration")
                .tags(tags.and("error.type", error == null ? "none" : error))
                .serviceLevelObjectives(DURATIONS)
                .register(meters)
                .record(duration);
        tokens(tags, "input", usage.prompt());
        tokens(tags, "output", usage.completion());
    }

    private void tokens(Tags tags, String type, long tokens) {
        DistributionSummary.builder("gen_ai.client.token.usage")
                .tags(tags.and("gen_ai.token.type", type))
                .serviceLevelObjectives(TOKENS)
                .register(meters)
                .record(tokens);
    }
}
