package org.postrider.storefiles;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes durable at a checkpoint what was stored without. Where the system has `syncfs(2)`, all of a disk with one
/// call;
/// elsewhere each file is forced when it is written, and the directories at the checkpoint. Thread-safe.
public final class Durability {
    private static final Logger LOG = LoggerFactory.getLogger(Durability.class);

    private final Optional<SyncFs> syncFs;
    /// A folder on each disk that has accounts.
    private final Map<FileStore, Path> disks = new ConcurrentHashMap<>();

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

    public void checkpoint() throws IOException {
        if (syncFs.isPresent()) {
            for (Path disk : disks.values()) {
                syncFs.get().sync(disk);
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
