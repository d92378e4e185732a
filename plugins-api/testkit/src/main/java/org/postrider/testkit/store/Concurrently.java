package org.postrider.testkit.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Runs things at the same time.
final class Concurrently {
    private static final int SECONDS_MAX = 60;

    private Concurrently() {}

    /// @return the results in the order of the tasks; the first failure is thrown
    static <T> List<T> run(Callable<T> one, Callable<T> other) throws Exception {
        return run(List.of(one, other));
    }

    static <T> List<T> run(List<Callable<T>> tasks) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(SECONDS_MAX, TimeUnit.SECONDS));
            }
            return results;
        }
    }
}
