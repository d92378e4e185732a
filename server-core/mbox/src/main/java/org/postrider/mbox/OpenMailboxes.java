package org.postrider.mbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// All mailboxes that have files open, the one used longest ago first. Thread-safe.
final class OpenMailboxes {
    private static final int LOOKED_AT_MAX = 64;

    private final int countMax;
    /// Guarded by this.
    private final Set<MboxMailbox> byUse = new LinkedHashSet<>();

    /// @param countMax beyond which mailboxes are closed that nobody holds; those that somebody holds come on top
    OpenMailboxes(int countMax) {
        this.countMax = countMax;
    }

    /// To be called without any lock: may close others.
    void used(MboxMailbox mailbox) {
        List<MboxMailbox> oldest = new ArrayList<>();
        synchronized (this) {
            byUse.remove(mailbox);
            byUse.add(mailbox);
            for (MboxMailbox each : byUse) {
                if (byUse.size() - oldest.size() <= countMax || oldest.size() == LOOKED_AT_MAX) {
                    break;
                }
                oldest.add(each);
            }
        }
        for (MboxMailbox each : oldest) {
            if (!each.account().closeIfIdle(each)) {
                toTheEnd(each);
            }
        }
    }

    synchronized void closed(MboxMailbox mailbox) {
        byUse.remove(mailbox);
    }

    synchronized List<MboxMailbox> all() {
        return List.copyOf(byUse);
    }

    // Held ones are not looked at again and again.
    private synchronized void toTheEnd(MboxMailbox mailbox) {
        if (byUse.remove(mailbox)) {
            byUse.add(mailbox);
        }
    }
}
