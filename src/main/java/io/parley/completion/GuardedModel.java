package io.parley.completion;

import io.parley.completion.ModelError.Trait;
import io.parley.turn.Deadline;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * One model behind its guard: at most one retry, a circuit breaker, a bulkhead, and one deadline for all attempts. The deadline is
 * held inside the guard, at each attempt, because only there does it cancel the call upstream; a timeout around the guard would stop
 * waiting, and go on paying.
 */
final class GuardedModel {
    private final ModelApi api;
    private final Model model;
    private final Duration retryWaitMax;
    private final TypedGuard<Uni<ModelResponse>> guard;

    GuardedModel(ModelApi api, Model model, ModelConfig config) {
        this.api = api;
        this.model = model;
        this.retryWaitMax = config.retryWaitMax();
        this.guard = TypedGuard.create(new GuardedType())
                .withDescription(model.guard())
                .withRetry()
                .maxRetries(1)
                .jitter(0, ChronoUnit.MILLIS)
                .whenException(e -> e instanceof ModelFault fault && fault.isWorthRetry())
                .withCustomBackoff()
                .strategy(FaultBackoff::new)
                .done()
                .done()
                .withCircuitBreaker()
                .name(model.guard())
                .requestVolumeThreshold(config.breaker().requests())
                .failureRatio(config.breaker().failureRatio())
                .delay(config.breaker().delay().toMillis(), ChronoUnit.MILLIS)
                .when(e -> e instanceof ModelFault fault && fault.error().has(Trait.TRIPS_BREAKER))
                .done()
                .withBulkhead()
                .limit(config.concurrency())
                .queueSize(1) // the least there can be: who waits here loses time that the second model may use
                .done()
                .build();
    }

    /**
     * Fails with a {@link ModelFault}, or with an exception of the guard.
     *
     * @param hungUp emits if nobody waits for the answer any more
     * @param attempts counts the calls that were made
     */
    Uni<ModelResponse> complete(ModelRequest request, Deadline deadline, Uni<Void> hungUp, AtomicInteger attempts) {
        return Uni.createFrom().deferred(() -> guard.get(() -> attempt(request, deadline, hungUp, attempts)));
    }

    private Uni<ModelResponse> attempt(
            ModelRequest request, Deadline deadline, Uni<Void> hungUp, AtomicInteger attempts) {
        Duration remaining = deadline.remaining();
        if (remaining.isZero()) {
            return Uni.createFrom().failure(ModelFault.of(ModelError.TIMEOUT));
        }
        attempts.incrementAndGet();
        Uni<RestResponse<ModelResponse>> answer = api.complete(model.baseUrl(), model.authorization(), request)
                .ifNoItem()
                .after(remaining)
                .failWith(() -> ModelFault.of(ModelError.TIMEOUT));
        Uni<RestResponse<ModelResponse>> nobody = hungUp.onItem()
                .failWith(() -> ModelFault.of(ModelError.HUNG_UP))
                .replaceWith(() -> null);
        return Uni.combine()
                .any()
                .of(answer, nobody) // what comes second is cancelled, and with it the call upstream
                .map(GuardedModel::body)
                .onFailure()
                .transform(e -> ModelFault.of(e).within(deadline.remaining(), retryWaitMax));
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
