package io.parley.completion;

import io.parley.turn.Deadline;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The model behind its guard: at most one retry, a circuit breaker, and one deadline for all attempts. The deadline is held inside
 * the guard, at each attempt, because only there does it cancel the call upstream; a timeout around the guard would stop waiting,
 * and go on paying.
 */
@ApplicationScoped
class GuardedModel {
    static final String BREAKER = "model";

    private final ModelApi api;
    private final String baseUrl;
    private final String authorization;
    private final TypedGuard<Uni<ModelResponse>> guard;

    GuardedModel(ModelConfig config, @RestClient ModelApi api) {
        this.api = api;
        this.baseUrl = config.baseUrl();
        this.authorization = config.apiKey().map(key -> "Bearer " + key).orElse(null);
        this.guard = TypedGuard.create(new GuardedType())
                .withDescription(BREAKER)
                .withRetry()
                .maxRetries(1)
                .jitter(0, ChronoUnit.MILLIS)
                .whenException(e -> e instanceof ModelFault fault && fault.isWorthRetry())
                .withCustomBackoff()
                .strategy(FaultBackoff::new)
                .done()
                .done()
                .withCircuitBreaker()
                .name(BREAKER)
                .requestVolumeThreshold(config.breaker().requests())
                .failureRatio(config.breaker().failureRatio())
                .delay(config.breaker().delay().toMillis(), ChronoUnit.MILLIS)
                .when(e -> e instanceof ModelFault fault && fault.error().tripsBreaker())
                .done()
                .build();
    }

    /** @param attempts counts the calls that were made; fails with a {@link ModelFault}, or with the breaker's own exception */
    Uni<ModelResponse> complete(ModelRequest request, Deadline deadline, AtomicInteger attempts) {
        return Uni.createFrom().deferred(() -> guard.get(() -> attempt(request, deadline, attempts)));
    }

    private Uni<ModelResponse> attempt(ModelRequest request, Deadline deadline, AtomicInteger attempts) {
        Duration remaining = deadline.remaining();
        if (remaining.isZero()) {
            return Uni.createFrom().failure(ModelFault.of(ModelError.TIMEOUT));
        }
        attempts.incrementAndGet();
        return api.complete(baseUrl, authorization, request)
                .ifNoItem()
                .after(remaining)
                .failWith(() -> ModelFault.of(ModelError.TIMEOUT))
                .map(GuardedModel::body)
                .onFailure()
                .transform(e -> ModelFault.of(e).within(deadline.remaining()));
    }

    /** Statuses from 400 on are faults already; a redirect is not followed, for it would carry the key to another host. */
    private static ModelResponse body(RestResponse<ModelResponse> response) {
        if (response.getStatus() >= 300) {
            throw ModelFault.of(ModelError.REJECTED);
        }
        if (response.getEntity() == null) {
            throw ModelFault.of(ModelError.INVALID_RESPONSE);
        }
        return response.getEntity();
    }

    /** A class of its own, so that an ahead-of-time compilation keeps its generic signature. */
    @RegisterForReflection
    static final class GuardedType extends TypeLiteral<Uni<ModelResponse>> {
        private static final long serialVersionUID = 1;
    }

    private static final class FaultBackoff implements CustomBackoffStrategy {
        @Override
        public void init(long initialDelayInMillis) {
            // the fault says how long
        }

        @Override
        public long nextDelayInMillis(Throwable exception) {
            return exception instanceof ModelFault fault ? fault.waitMillis() : 0;
        }
    }
}
