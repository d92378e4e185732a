package org.postrider.storefiles;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes durable at a checkpoint what was stored without. Where the system has `syncfs(2)`, all of a disk with one
/// call; elsewhere each file is forced when it is written, and the directories at the checkpoint. Thread-safe.
public final class Durability {
    private static final Logger LOG = LoggerFactory.getLogger(Durability.class);

    private final Optional<SyncFs> syncFs;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    /// A folder on each disk that has accounts.
    private final Map<FileStore, Path> disks = new ConcurrentHashMap<>();

    private final Map<Object, GroupForce> groups = new ConcurrentHashMap<>();

    private final Set<Path> changedFolders = ConcurrentHashMap.newKeySet();

    public Durability(Optional<SyncFs> syncFs) {
        this.syncFs = syncFs;
    }

    /// Something will be stored below this folder.
    public void uses(Path folder) throws IOException {
        disks.putIfAbsent(Files.getFileStore(folder), folder);
    }

    /// True where a file need not be forced because a checkpoint makes it durable.
    public boolean isBulk() {
        return syncFs.isPresent();
    }

    /// A file in this folder was made and has been forced, the folder has not.
    public void changed(Path folder) {
        if (syncFs.isEmpty()) {
            changedFolders.add(folder);
        }
    }

    /// How many checkpoints have begun: what is stored now is durable when one more than these has been completed.
    public long begun() {
        return begun.get();
    }

    /// The number of the last checkpoint that made everything durable that was stored before it began; 0 for none yet.
    public long completed() {
        return completed.get();
    }

    /// Returns when files are on the disk: one call for all who wait for the same disk at the time, where it has one.
    ///
    /// @param paths files, but not their names, or folders for the names in them; what is gone is passed over
    /// @param folder on their disk
    public void force(Collection<Path> paths, Path folder) throws IOException {
        if (paths.isEmpty()) {
            return;
        }
        if (syncFs.isPresent()) {
            group(syncFs.get(), folder).force(List.copyOf(paths), folder);
            return;
        }
        for (Path path : paths) {
            try {
                SmallFiles.sync(path);
            } catch (NoSuchFileException e) {
                LOG.debug("{} was renamed or removed meanwhile", path, e);
            }
        }
    }

    private GroupForce group(SyncFs calls, Path folder) throws IOException {
        Object disk = Files.getAttribute(SmallFiles.existing(folder), "unix:dev");
        return groups.computeIfAbsent(disk, _ -> new GroupForce(calls));
    }

    /// One at a time.
    public void checkpoint() throws IOException {
        long number = begun.incrementAndGet();
        syncAll();
        completed.set(number);
    }

    private void syncAll() throws IOException {
        if (syncFs.isPresent()) {
            // The account that had this folder may be gone; its disk is still that of others.
            for (Path disk : disks.values()) {
                group(syncFs.get(), disk).forceDisk(disk);
            }
            return;
        }
        for (Path folder : Set.copyOf(changedFolders)) {
            changedFolders.remove(folder);
            try {
                SmallFiles.sync(folder);
            } catch (NoSuchFileException e) {
                LOG.debug("{} was removed or renamed since", folder, e);
            } catch (IOException e) {
                changedFolders.add(folder);
                throw e;
            }
        }
    }
}
