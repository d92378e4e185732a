package org.postrider.storefiles;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Makes files and folders of one disk durable for all who wait for it at the time: with one `syncfs(2)` for all of
/// them where that is cheaper than a `fsync(2)` for each. Thread-safe.
///
/// A call of the first kind costs about as much as two or three of the other, however many files there are, as long as
/// nobody else has written much to the disk. Which of the two is the cheaper one is measured all the time.
///
/// Where the disk has once failed, files are forced one by one: `syncfs(2)` tells of a failure once, to whoever asks
/// first, and that may be somebody else than the one whose file it was.
final class GroupForce {
    private static final double WEIGHT_OF_LATEST = 0.2;
    // A call for all that was once slow is so again tried after some time.
    private static final double FORGIVENESS = 0.98;

    private final Calls calls;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition groupDone = lock.newCondition();

    // Guarded by `lock`.
    private List<Waiting> next = new ArrayList<>();
    private boolean busy;

    // Used by the one thread that is at it.
    private double nanosForEach = 400_000;
    private double nanosForAll = 1_200_000;
    private boolean failed;

    GroupForce(SyncFs syncFs) {
        this(new Calls() {
            // Open for good: what fails to be written from now on is told to it, whoever else has heard of it.
            private SyncFs.@Nullable Disk disk;

            @Override
            public void disk(Path folder) throws IOException {
                SyncFs.Disk open = disk;
                if (open == null) {
                    open = syncFs.open(folder);
                    disk = open;
                }
                open.sync();
            }

            @Override
            public void path(Path path) throws IOException {
                SmallFiles.sync(path);
            }
        });
    }

    GroupForce(Calls calls) {
        this.calls = calls;
    }

    /// Makes all of the disk durable.
    ///
    /// @param folder on the disk
    void forceDisk(Path folder) throws IOException {
        force(List.of(), folder, true);
    }

    /// Returns when all of them are on the disk, as they were when it was called.
    ///
    /// @param paths files, or folders for the names in them
    /// @param folder on the disk
    /// @throws IOException where the disk did not take something: of what was asked for, nothing is certain then
    void force(List<Path> paths, Path folder) throws IOException {
        force(paths, folder, false);
    }

    private void force(List<Path> paths, Path folder, boolean disk) throws IOException {
        Waiting mine = new Waiting(paths, folder, disk);
        lock.lock();
        try {
            next.add(mine);
            while (!mine.done) {
                if (busy) {
                    groupDone.awaitUninterruptibly();
                } else {
                    runGroup();
                }
            }
        } finally {
            lock.unlock();
        }
        if (mine.failure != null) {
            // Another one for each: its trace tells who was told.
            throw new IOException(mine.failure.getMessage(), mine.failure);
        }
    }

    /// How many wait for the next group.
    int waiting() {
        lock.lock();
        try {
            return next.size();
        } finally {
            lock.unlock();
        }
    }

    // Others gather meanwhile for the next.
    private void runGroup() {
        List<Waiting> group = next;
        next = new ArrayList<>();
        busy = true;
        lock.unlock();
        try {
            run(group);
        } finally {
            lock.lock();
            busy = false;
            group.forEach(each -> each.done = true);
            groupDone.signalAll();
        }
    }

    private void run(List<Waiting> group) {
        int count = group.stream().mapToInt(each -> each.paths.size()).sum();
        if (failed) {
            group.forEach(each -> run(each));
        } else if (group.stream().anyMatch(each -> each.disk) || isCheaperForAll(count)) {
            long began = System.nanoTime();
            forceDisk(group);
            nanosForAll = mean(nanosForAll, (double) (System.nanoTime() - began));
        } else {
            long began = System.nanoTime();
            group.forEach(this::forceEach);
            nanosForEach = mean(nanosForEach, (double) (System.nanoTime() - began) / Math.max(1, count));
            nanosForAll *= FORGIVENESS;
        }
    }

    private void run(Waiting one) {
        if (one.disk) {
            forceDisk(List.of(one));
        } else {
            forceEach(one);
        }
    }

    private boolean isCheaperForAll(int count) {
        return count > 1 && count * nanosForEach > nanosForAll;
    }

    private void forceDisk(List<Waiting> group) {
        try {
            calls.disk(SmallFiles.existing(group.getFirst().folder));
        } catch (IOException | RuntimeException | Error e) {
            failed = true;
            group.forEach(each -> each.failure = e);
        }
    }

    private void forceEach(Waiting waiting) {
        try {
            for (Path path : waiting.paths) {
                try {
                    calls.path(path);
                } catch (NoSuchFileException e) {
                    // It, or a folder above it, has another name by now.
                    calls.disk(SmallFiles.existing(waiting.folder));
                    return;
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            waiting.failure = e;
        }
    }

    private static double mean(double before, double latest) {
        return before + WEIGHT_OF_LATEST * (latest - before);
    }

    /// What makes durable.
    interface Calls {
        /// Everything on the disk of the folder.
        void disk(Path folder) throws IOException;

        /// @throws NoSuchFileException where it is not there
        void path(Path path) throws IOException;
    }

    private static final class Waiting {
        private final List<Path> paths;
        private final Path folder;
        private final boolean disk;
        // Written before `done`, which is guarded by the lock.
        private @Nullable Throwable failure;
        private boolean done;

        Waiting(List<Path> paths, Path folder, boolean disk) {
            this.paths = List.copyOf(paths);
            this.folder = folder;
            this.disk = disk;
        }
    }
}
