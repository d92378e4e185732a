package org.postrider.storefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupForceTest {
    private final Disk disk = new Disk();
    private final GroupForce force = new GroupForce(disk);

    @TempDir
    Path folder;

    @Test
    void oneFileIsForcedByItself() throws Exception {
        force.force(files(1), folder);

        assertThat(disk.calls).containsExactly("file 0");
    }

    @Test
    void manyFilesAreForcedByOneCall() throws Exception {
        force.force(files(50), folder);

        assertThat(disk.calls).containsExactly("disk");
    }

    @Test
    void allWhoWaitMeanwhileAreServedByOneCall() throws Exception {
        disk.gate = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            all.add(threads.submit(() -> forced(files(1))));
            disk.entered.await();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> forced(files(1))));
            }
            while (force.waiting() < 20) {
                Thread.onSpinWait();
            }
            disk.open();
            for (Future<?> each : all) {
                each.get();
            }
        }

        assertThat(disk.calls).containsExactly("file 0", "disk");
    }

    @Test
    void theCheckpointServesThoseWhoWaitToo() throws Exception {
        disk.gate = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> forced(files(1)));
            disk.entered.await();
            Future<?> second = threads.submit(() -> forced(files(1)));
            Future<?> checkpoint = threads.submit(() -> {
                force.forceDisk(folder);
                return null;
            });
            while (force.waiting() < 2) {
                Thread.onSpinWait();
            }
            disk.open();
            first.get();
            second.get();
            checkpoint.get();
        }

        assertThat(disk.calls).containsExactly("file 0", "disk");
    }

    @Test
    void aFileThatHasAnotherNameMeanwhileIsForcedWithItsDisk() throws Exception {
        disk.gone = true;

        force.force(files(1), folder);

        assertThat(disk.calls).containsExactly("file 0", "disk");
    }

    @Test
    void whereTheDiskIsSlowInAllFilesAreForcedOneByOne() throws Exception {
        disk.nanos = TimeUnit.MILLISECONDS.toNanos(300);
        force.forceDisk(folder);
        disk.calls.clear();

        force.force(files(3), folder);

        assertThat(disk.calls).containsExactly("file 0", "file 1", "file 2");
    }

    @Test
    void aFailureReachesAllOfTheGroupAndThenFilesAreForcedOneByOne() throws Exception {
        disk.gate = new CountDownLatch(1);
        List<@Nullable String> told = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> forced(files(1)));
            disk.entered.await();
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                others.add(threads.submit(() -> forced(files(5))));
            }
            while (force.waiting() < 3) {
                Thread.onSpinWait();
            }
            disk.failure = new IOException("Input/output error");
            disk.open();
            first.get();
            for (Future<?> each : others) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    told.add(Objects.requireNonNull(e.getCause()).getMessage());
                }
            }
        }
        assertThat(told).containsExactly("Input/output error", "Input/output error", "Input/output error");
        disk.failure = null;
        disk.calls.clear();

        force.force(files(5), folder);

        assertThat(disk.calls).doesNotContain("disk").hasSize(5);
    }

    @Test
    void theRealDiskTakesFilesAndFolders() throws Exception {
        Optional<SyncFs> calls = SyncFs.find();
        assumeTrue(calls.isPresent(), "there is no syncfs(2) here");
        GroupForce real = new GroupForce(calls.orElseThrow());
        List<Path> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(Files.writeString(folder.resolve("m" + i), "text"));
        }
        all.add(folder);

        real.force(all, folder);
        real.force(List.of(folder.resolve("gone")), folder.resolve("gone too"));

        assertThatThrownBy(() -> real.force(List.of(Path.of("/proc/self/mem")), Path.of("/proc")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aKernelThatSaysNothingOfFailuresIsNotAskedForAll() {
        assertThat(List.of("5.8.0", "5.10.0-28-amd64", "6.1.0", "6.18.44-fc", "10.0"))
                .allMatch(SyncFs::tellsOfFailures);
        assertThat(List.of("5.7.19", "4.19.0-26-amd64", "3.10", "", "Darwin")).noneMatch(SyncFs::tellsOfFailures);
    }

    private @Nullable Object forced(List<Path> files) throws IOException {
        force.force(files, folder);
        return null;
    }

    private List<Path> files(int count) {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(folder.resolve("file " + i));
        }
        return files;
    }

    /// Notes what is asked of it; the first call waits for the gate where there is one.
    private static final class Disk implements GroupForce.Calls {
        final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
        final CountDownLatch entered = new CountDownLatch(1);
        volatile @Nullable CountDownLatch gate;
        volatile @Nullable IOException failure;
        volatile boolean gone;
        volatile long nanos;

        @Override
        public void disk(Path folder) throws IOException {
            calls.add("disk");
            long until = System.nanoTime() + nanos;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            IOException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public void path(Path path) throws IOException {
            calls.add(String.valueOf(path.getFileName()));
            CountDownLatch closed = gate;
            entered.countDown();
            if (closed != null) {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            if (gone) {
                throw new NoSuchFileException(path.toString());
            }
        }

        void open() {
            CountDownLatch closed = gate;
            gate = null;
            if (closed != null) {
                closed.countDown();
            }
        }
    }
}
