package org.postrider.storefiles;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postrider.api.store.Repair;

/// Deletes the indexes of mailboxes that another program has removed. Used under the account's lock.
public final class UnusedIndexes {
    /// How the name of a folder begins that is about to be deleted.
    public static final String REMOVED = "removed-";

    private UnusedIndexes() {}

    /// @param index with a folder for each mailbox, named after its id
    /// @param ids of all mailboxes
    public static void repair(Path index, Set<String> ids, Repair repair) throws IOException {
        for (Path unused : find(index, ids)) {
            repair.mended("the index " + unused.getFileName() + " belongs to no mailbox and is deleted");
            if (!repair.isDryRun()) {
                SmallFiles.deleteTree(unused);
            }
        }
    }

    private static List<Path> find(Path index, Set<String> ids) throws IOException {
        List<Path> unused = new ArrayList<>();
        if (!Files.isDirectory(index)) {
            return unused;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(index)) {
            for (Path folder : folders) {
                String name = String.valueOf(folder.getFileName());
                if (name.startsWith(REMOVED) || (Files.exists(folder.resolve("log")) && !ids.contains(name))) {
                    unused.add(folder);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return unused;
    }
}
