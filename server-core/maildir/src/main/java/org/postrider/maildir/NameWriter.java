package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives files the names that carry their flags. Used under the mailbox's lock, each
/// time after a look at the files.
final class NameWriter {
    private static final Logger LOG = LoggerFactory.getLogger(NameWriter.class);
    // Sessions wait no longer than renaming so many files takes.
    private static final int AT_ONCE = 256;

    private final MailboxState state;
    private final Set<Long> failed = new HashSet<>();

    NameWriter(MailboxState state) {
        this.state = state;
    }

    /// What cannot be renamed stays among the unwritten, and keeps nothing else from being written.
    ///
    /// @return whether there is more to write; what this writer failed with it does not try again
    boolean writeSome() throws IOException {
        Iterator<Long> uids = state.unwritten().iterator();
        int count = 0;
        while (uids.hasNext() && count < AT_ONCE) {
            long uid = uids.next();
            if (failed.contains(uid)) {
                continue;
            }
            count++;
            int position = state.messages().position(uid);
            if (position < 0 || write(position)) {
                uids.remove();
            } else {
                failed.add(uid);
            }
        }
        state.index().commit();
        if (!uids.hasNext()) {
            state.writeMoreKeywords();
        }
        return uids.hasNext();
    }

    // False where the name could not be written.
    private boolean write(int position) {
        MessageFile old = state.messages().file(position);
        MessageFile named = old.withFlags(state.messages().flags(position));
        if (named.equals(old)) {
            return true;
        }
        try {
            Files.move(
                    state.folder().resolve(old.path()),
                    state.folder().resolve(named.path()),
                    StandardCopyOption.ATOMIC_MOVE);
            state.index().setFile(position, named);
            state.changedByUs();
        } catch (NoSuchFileException e) {
            // Another program renamed or removed it: what it did is found at the next look, which notes the name again.
            LOG.debug("{} is not there", old.path(), e);
            state.doubt();
        } catch (IOException e) {
            if (failed.isEmpty()) {
                LOG.warn("{} cannot be renamed; its flags are only in the index until it can be", old.path(), e);
            }
            return false;
        }
        return true;
    }
}
