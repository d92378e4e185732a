package org.postrider.maildir;

import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;

/// Changes flags: used once, under the mailbox's lock, after a look at the files.
final class FlagStore {
    private final MailboxState state;
    private final long unchangedSince;
    private final UidSet.Builder changed = new UidSet.Builder();
    private final UidSet.Builder modified = new UidSet.Builder();
    /// 0 until something is changed.
    private long modSeq;

    FlagStore(MailboxState state, long unchangedSince) {
        this.state = state;
        this.unchangedSince = unchangedSince;
    }

    boolean changedAny() {
        return modSeq != 0;
    }

    Mailbox.StoreResult run(UidSet uids, FlagChange change) throws StoreException {
        long given = change.mode() == FlagChange.Mode.REMOVE
                ? state.knownFlagWord(change.flags())
                : state.flagWord(change.flags());
        Messages messages = state.messages();
        for (int i = state.first(uids); i < messages.count(); i++) {
            if (uids.contains(messages.uid(i))) {
                store(i, change.mode(), given);
            }
        }
        if (changedAny()) {
            state.commit();
        }
        return new Mailbox.StoreResult(
                changed.build(), modified.build(), state.index().highestModSeq());
    }

    private void store(int position, FlagChange.Mode mode, long given) {
        Messages messages = state.messages();
        // RFC 7162 §3.1.3: what changed after the client saw it is left alone
        if (messages.modSeq(position) > unchangedSince) {
            modified.add(messages.uid(position));
            return;
        }
        changed.add(messages.uid(position));
        long old = messages.flags(position);
        long now = switch (mode) {
            case SET -> given;
            case ADD -> old | given;
            case REMOVE -> old & ~given;
        };
        if (now != old) {
            modSeq = modSeq == 0 ? state.index().nextModSeq() : modSeq;
            state.index().change(position, modSeq, now);
            state.noteMoreKeywords(old, now);
            state.noteName(position);
        }
    }
}
