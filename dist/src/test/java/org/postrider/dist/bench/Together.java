package org.postrider.dist.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The same work in several sessions at a time.
final class Together {
    private Together() {}

    static void run(int sessions, Work work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                int each = i;
                all.add(threads.submit(() -> {
                    work.run(each);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @FunctionalInterface
    interface Work {
        void run(int session) throws Exception;
    }
}
