package org.postrider.storefiles;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;

/// What the file system's failures mean for the user of a mailbox. The sentences name no files: those are in the cause.
public final class Failures {
    private Failures() {}

    public static StoreException of(IOException e) {
        return switch (e) {
            case StoreException known -> known;
            case NoSuchFileException gone -> new StoreException(Kind.NOT_FOUND, "the mailbox or message is gone", gone);
            case AccessDeniedException denied ->
                new StoreException(
                        Kind.TEMPORARY,
                        "the server may not read or write the mailbox's files; correct their owner",
                        denied);
            case FileSystemException failed -> of(failed, String.valueOf(failed.getReason()));
            default -> of(e, String.valueOf(e.getMessage()));
        };
    }

    private static StoreException of(IOException e, String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("quota")) {
            return new StoreException(Kind.OVER_QUOTA, "the disk quota is used up", e);
        }
        if (lower.contains("no space left")) {
            return new StoreException(Kind.TEMPORARY, "the disk is full", e);
        }
        if (lower.contains("too many open files")) {
            return new StoreException(Kind.TEMPORARY, "the server has too many files open", e);
        }
        if (lower.contains("read-only")) {
            return new StoreException(Kind.TEMPORARY, "the disk cannot be written", e);
        }
        return new StoreException(Kind.TEMPORARY, "the mailbox's files could not be read or written", e);
    }
}
