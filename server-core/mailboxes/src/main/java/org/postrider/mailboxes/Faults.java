package org.postrider.mailboxes;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;

/// Messages of the store that cannot be read, while the others can: all are counted, the first are told of. Confined to
/// one thread.
final class Faults {
    private static final int SHOWN_MAX = 20;

    private final List<String> shown = new ArrayList<>();
    private long count;

    /// @throws StoreException where it says of the mailbox, and not only of this message, that it cannot be read now
    void unreadable(MailboxName mailbox, long uid, StoreException e) throws StoreException {
        switch (e.kind()) {
            // Expunged meanwhile.
            case NOT_FOUND -> {}
            case DAMAGED -> {
                count++;
                tell(mailbox + " UID " + uid + " cannot be read: " + e.getMessage());
            }
            default -> throw e;
        }
    }

    void tell(String sentence) {
        if (shown.size() < SHOWN_MAX) {
            shown.add(sentence);
        }
    }

    long count() {
        return count;
    }

    List<String> shown() {
        return List.copyOf(shown);
    }
}
