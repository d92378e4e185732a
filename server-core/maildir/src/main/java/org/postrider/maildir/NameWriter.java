package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives files the names that carry their flags. Used under the mailbox's lock, after a look at the files.
final class NameWriter {
    private static final Logger LOG = LoggerFactory.getLogger(NameWriter.class);
    // Sessions wait no longer than renaming so many files takes.
    private static final int AT_ONCE = 256;

    private final MailboxState state;

    NameWriter(MailboxState state) {
        this.state = state;
    }

    void writeSome() throws IOException {
        Iterator<Long> uids = state.unwritten().iterator();
        try {
            for (int count = 0; uids.hasNext() && count < AT_ONCE; count++) {
                int position = state.messages().position(uids.next());
                if (position >= 0) {
                    write(position);
                }
                uids.remove();
            }
        } finally {
            state.index().commit();
        }
        if (state.unwritten().isEmpty()) {
            state.writeMoreKeywords();
        }
    }

    private void write(int position) throws IOException {
        MessageFile old = state.messages().file(position);
        MessageFile named = old.withFlags(state.messages().flags(position));
        if (named.equals(old)) {
            return;
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
        }
    }
}
