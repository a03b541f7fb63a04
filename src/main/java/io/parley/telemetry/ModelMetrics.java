package io.parley.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.parley.turn.TokenUsage;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The client metrics of OpenTelemetry's GenAI semantic conventions, v1.41. */
@Singleton
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
    private final Map<Kind, Meters> kinds = new ConcurrentHashMap<>();

    /** The tags of a call; there are no more of them than models and errors. */
    private record Kind(String provider, String model, String error) {}

    /** Looked up once, for to look them up costs more than to use them. */
    private record Meters(Timer duration, DistributionSummary input, DistributionSummary output) {}

    ModelMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * @param error category; null if the call gave an answer
     */
    public void called(String provider, String model, TokenUsage usage, Duration duration, String error) {
        Meters of = kinds.computeIfAbsent(new Kind(provider, model, error == null ? "none" : error), this::meters);
        of.duration.record(duration);
        of.input.record(usage.prompt());
        of.output.record(usage.completion());
    }

    private Meters meters(Kind kind) {
        Tags tags = Tags.of(
                "gen_ai.operation.name", "chat",
                "gen_ai.provider.name", kind.provider,
                "gen_ai.request.model", kind.model);
        Timer duration = Timer.builder("gen_ai.client.operation.duration")
                .tags(tags.and("error.type", kind.error))
                .serviceLevelObjectives(DURATIONS)
                .register(meters);
        return new Meters(duration, tokens(tags, "input"), tokens(tags, "output"));
    }

    private DistributionSummary tokens(Tags tags, String type) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .tags(tags.and("gen_ai.token.type", type))
                .serviceLevelObjectives(TOKENS)
                .register(meters);
    }
}
