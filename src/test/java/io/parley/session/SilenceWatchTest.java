package io.parley.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bound is 20 ms of real time; what counts as having passed is told by the test's own clock. */
class SilenceWatchTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger busy = new AtomicInteger();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Future<?>> timers = new ConcurrentHashMap<>();
    private final SilenceWatch watch = new SilenceWatch(Duration.ofMillis(20), now::get, new SilenceWatch.Loop() {
        /** Each task waits as long as is set, and the next one not at all. */
        @Override
        public void next(Runnable task) {
            now.addAndGet(busy.getAndSet(0) * MILLI);
            task.run();
        }

        @Override
        public long after(long millis, Runnable task) {
            long id = ids.getAndIncrement(); // from 0 on, as Vert.x does
            timers.put(id, thread.schedule(task, millis, TimeUnit.MILLISECONDS));
            return id;
        }

        @Override
        public void cancel(long id) {
            Optional.ofNullable(timers.remove(id)).ifPresent(timer -> timer.cancel(false));
        }
    });

    @AfterEach
    void noTimerIsLeft() throws InterruptedException {
        thread.shutdownNow();
        assertThat(thread.awaitTermination(5, TimeUnit.SECONDS))
                .as("what runs has ended")
                .isTrue();
        assertThat(timers.values()).allMatch(Future::isDone);
    }

    @Test
    void answerPasses() {
        assertThat(watch.over(Uni.createFrom().item("pong")).await().atMost(Duration.ofSeconds(5)))
                .isEqualTo("pong");
    }

    @Test
    void failurePassesAsItIs() {
        assertThatThrownBy(() -> watch.over(Uni.createFrom().failure(new IllegalStateException("ERR")))
                        .await()
                        .atMost(Duration.ofSeconds(5)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void silenceEndsTheCallAndCancelsIt() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Uni<String> never = Uni.createFrom().<String>nothing().onCancellation().invoke(() -> cancelled.set(true));
        CompletableFuture<String> call = watch.over(never).subscribeAsCompletionStage();
        now.addAndGet(20 * MILLI);
        assertTimedOut(call);
        assertThat(cancelled).isTrue();
    }

    @Test
    void answersToOthersKeepACallAlive() {
        AtomicReference<UniEmitter<? super String>> waiting = new AtomicReference<>();
        CompletableFuture<String> call =
                watch.over(Uni.createFrom().<String>emitter(waiting::set)).subscribeAsCompletionStage();
        for (int i = 0; i < 3; i++) {
            now.addAndGet(19 * MILLI);
            watch.over(Uni.createFrom().item("another's")).await().atMost(Duration.ofSeconds(5));
        }
        assertThat(call).isNotDone();
        waiting.get().complete("mine");
        assertThat(call.join()).isEqualTo("mine");
    }

    @Test
    void patienceEndsAllTheSame() {
        CompletableFuture<String> call =
                watch.over(Uni.createFrom().<String>nothing()).subscribeAsCompletionStage();
        now.addAndGet(159 * MILLI);
        watch.over(Uni.createFrom().item("another's")).await().atMost(Duration.ofSeconds(5));
        now.addAndGet(MILLI);
        assertTimedOut(call);
    }

    @Test
    void busyEventLoopIsNotSilenceOfRedis() {
        AtomicReference<UniEmitter<? super String>> waiting = new AtomicReference<>();
        busy.set(50);
        CompletableFuture<String> call =
                watch.over(Uni.createFrom().<String>emitter(waiting::set)).subscribeAsCompletionStage();
        now.addAndGet(20 * MILLI);
        while (busy.get() > 0) {
            Thread.onSpinWait(); // until the watch has asked the event loop, which then has answers to read
        }
        assertThat(call).isNotDone();
        waiting.get().complete("mine");
        assertThat(call.join()).isEqualTo("mine");
    }

    private static void assertTimedOut(CompletableFuture<String> call) {
        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }
}
