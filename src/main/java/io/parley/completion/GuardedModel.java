package io.parley.completion;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.parley.completion.ModelError.Trait;
import io.parley.turn.Deadline;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * One endpoint behind its guard: so many calls at once, at most one retry, a circuit breaker, and one deadline for all attempts. The
 * breaker sees nothing but attempts: whatever is no failure is a success to it, so that calls which were never made would keep it
 * closed over a silent server. The deadline is held inside the breaker, because only there does it cancel the call upstream; a timeout
 * around it would stop waiting, and go on paying.
 */
final class GuardedModel {
    private final ModelApi api;
    private final ObjectReader reader;
    private final Vertx vertx;
    private final Duration retryWaitMax;
    private final int concurrency;
    private final AtomicInteger underWay = new AtomicInteger();
    private final TypedGuard<Uni<ModelResponse>> breaker;

    GuardedModel(String name, ModelApi api, ModelConfig config, ObjectMapper mapper, Vertx vertx) {
        this.api = api;
        this.reader = mapper.readerFor(ModelResponse.class);
        this.vertx = vertx;
        this.retryWaitMax = config.retryWaitMax();
        this.concurrency = config.concurrency();
        this.breaker = TypedGuard.create(new GuardedType())
                .withDescription(name)
                // Of itself it queues each attempt and each result on the event loop, which they are on already.
                .withThreadOffload(true)
                .withThreadOffloadExecutor(Runnable::run)
                .withCircuitBreaker()
                .name(name)
                .requestVolumeThreshold(config.breaker().requests())
                .failureRatio(config.breaker().failureRatio())
                .delay(config.breaker().delay().toMillis(), ChronoUnit.MILLIS)
                .when(e -> e instanceof ModelFault fault && isFailure(fault.error(), name))
                .done()
                .build();
    }

    /** Who hangs up says nothing of the server, but the one call that tries whether it is back must not say that it is. */
    private static boolean isFailure(ModelError error, String name) {
        return error.has(Trait.TRIPS_BREAKER)
                || error == ModelError.HUNG_UP
                        && CircuitBreakerMaintenance.get().currentState(name) == CircuitBreakerState.HALF_OPEN;
    }

    /**
     * Fails with a {@link ModelFault}.
     *
     * @param model of this endpoint
     * @param hungUp emits if nobody waits for the answer any more
     * @param attempts counts the calls that were made
     */
    Uni<ModelResponse> complete(
            Model model, ModelRequest request, Deadline deadline, Uni<Void> hungUp, AtomicInteger attempts) {
        Uni<ModelResponse> attempt =
                Uni.createFrom().deferred(() -> attempt(model, request, deadline, hungUp, attempts));
        return Uni.createFrom().deferred(() -> {
            if (underWay.incrementAndGet() > concurrency) {
                underWay.decrementAndGet();
                return Uni.createFrom().failure(ModelFault.unsent(ModelError.OVERLOADED));
            }
            return attempt.onFailure(GuardedModel::isWorthRetry)
                    .recoverWithUni(e -> pause((ModelFault) e, hungUp).chain(() -> attempt))
                    .onTermination()
                    .invoke(underWay::decrementAndGet);
        });
    }

    private static boolean isWorthRetry(Throwable failure) {
        return failure instanceof ModelFault fault && fault.isWorthRetry();
    }

    /** As long as the fault asks for; ends at once, and fails, when the caller hangs up. */
    private Uni<Void> pause(ModelFault fault, Uni<Void> hungUp) {
        Uni<Void> over = Uni.createFrom().emitter(emitter -> {
            long timer = vertx.setTimer(fault.waitMillis(), id -> emitter.complete(null));
            emitter.onTermination(() -> vertx.cancelTimer(timer));
        });
        return Uni.combine().any().of(over, failing(hungUp, ModelFault.unsent(ModelError.HUNG_UP)));
    }

    private Uni<ModelResponse> attempt(
            Model model, ModelRequest request, Deadline deadline, Uni<Void> hungUp, AtomicInteger attempts) {
        Duration remaining = deadline.remaining();
        if (remaining.isZero()) {
            return Uni.createFrom().failure(ModelFault.unsent(ModelError.TIMEOUT));
        }
        if (hungUp.subscribeAsCompletionStage().isDone()) {
            return Uni.createFrom().failure(ModelFault.unsent(ModelError.HUNG_UP));
        }
        return breaker.get(() -> {
                    attempts.incrementAndGet();
                    return call(model, request, remaining, hungUp)
                            .onFailure()
                            .transform(e -> ModelFault.of(e).within(deadline.remaining(), retryWaitMax));
                })
                .onFailure(CircuitBreakerOpenException.class)
                .transform(e -> ModelFault.unsent(ModelError.CIRCUIT_OPEN));
    }

    /** Whatever comes first ends the call upstream. */
    private Uni<ModelResponse> call(Model model, ModelRequest request, Duration remaining, Uni<Void> hungUp) {
        Uni<Response> answer = Uni.createFrom().emitter(emitter -> {
            Cancellable call = api.complete(model.baseUrl(), model.authorization(), request)
                    .subscribe()
                    .with(emitter::complete, emitter::fail);
            long timer = vertx.setTimer(
                    Math.max(1, remaining.toMillis()), id -> emitter.fail(ModelFault.of(ModelError.TIMEOUT)));
            Cancellable wait = hungUp.subscribe().with(gone -> emitter.fail(ModelFault.of(ModelError.HUNG_UP)));
            emitter.onTermination(() -> {
                vertx.cancelTimer(timer);
                wait.cancel();
                call.cancel();
            });
        });
        return answer.map(this::response);
    }

    private static <T> Uni<T> failing(Uni<Void> hungUp, ModelFault fault) {
        return hungUp.onItem().failWith(() -> fault).replaceWith(() -> null);
    }

    /** Statuses from 400 on are faults already; a redirect is not followed, for it would carry the key to another host. */
    private ModelResponse response(Response response) {
        if (response.getStatus() >= 300) {
            throw ModelFault.of(ModelError.REJECTED);
        }
        InputStream body = (InputStream) response.getEntity();
        try {
            if (body != null && reader.readValue(body) instanceof ModelResponse read) {
                return read;
            }
        } catch (IOException e) {
            throw ModelFault.of(e);
        }
        throw ModelFault.of(ModelError.INVALID_RESPONSE);
    }

    /** A class of its own, so that an ahead-of-time compilation keeps its generic signature. */
    @RegisterForReflection
    static final class GuardedType extends TypeLiteral<Uni<ModelResponse>> {
        private static final long serialVersionUID = 1;
    }
}
