package io.parley;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many who call at once. */
public final class Callers {
    private Callers() {}

    /** What each does, by its number. */
    public interface Caller {
        void call(int number) throws Exception;
    }

    /** Ends when all have ended; fails if any has. */
    public static void together(int callers, Caller caller) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int number = i;
                all.add(() -> {
                    caller.call(number);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(all)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
