package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.postrider.api.store.Repair;
import org.postrider.storefiles.DerivedCache;

/// Reads a message's file, and mends what is said of its size: in the name, in the index, and in what was derived.
///
/// @param size on the disk
/// @param virtualSize with CRLF
record MessageCheck(long size, long virtualSize) {
    private static final int TRIES = 5;

    /// Reads the file. Without any lock: it may take a while.
    ///
    /// @return empty where it is gone, or cannot be read, which `repair` hears
    static Optional<MessageCheck> read(long uid, FileContent.Finder finder, Repair repair) {
        for (int i = 1; i <= TRIES; i++) {
            try {
                Path path = finder.path(i > 1);
                return Optional.of(new MessageCheck(Files.size(path), FileContent.virtualSize(path)));
            } catch (IOException e) {
                // A flag that changes renames the file: it is looked for again.
                if (!(e instanceof NoSuchFileException)) {
                    if (!MaildirMailbox.isGone(e)) {
                        repair.notMended("UID " + uid + " cannot be read: " + e);
                    }
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    boolean agreesWith(MailboxState state, int position) {
        MessageFile file = state.messages().file(position);
        return file.size().orElse(-1) == size
                && file.virtualSize().orElse(-1) == virtualSize
                && state.messages().size(position) == virtualSize;
    }

    /// Under the mailbox's lock.
    void mend(MailboxState state, int position) throws IOException {
        long uid = state.messages().uid(position);
        MessageFile old = state.messages().file(position);
        MessageFile named = old.withBase(MessageFile.base(old.unique(), size, virtualSize, uid));
        if (!named.equals(old)) {
            // Where the server is killed now, the file is known by its unique part and its UID.
            Files.move(
                    state.path(position, true), state.folder().resolve(named.path()), StandardCopyOption.ATOMIC_MOVE);
        }
        state.index().setFile(position, named);
        state.index().setSize(position, virtualSize);
        state.index().setDerivedAt(position, DerivedCache.NOWHERE);
        state.commit();
        state.changedByUs();
    }
}
