package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;

/// What the file system's failures mean for the user of a mailbox.
final class Failures {
    private Failures() {}

    static StoreException of(IOException e) {
        return switch (e) {
            case StoreException known -> known;
            case NoSuchFileException gone -> new StoreException(Kind.NOT_FOUND, "it is gone: " + gone.getFile(), gone);
            case AccessDeniedException denied ->
                new StoreException(
                        Kind.TEMPORARY,
                        "the server may not read or write " + denied.getFile() + "; correct its owner",
                        denied);
            case FileSystemException failed ->
                new StoreException(Kind.TEMPORARY, failed.getFile() + ": " + failed.getReason(), failed);
            default -> new StoreException(Kind.TEMPORARY, String.valueOf(e.getMessage()), e);
        };
    }
}
