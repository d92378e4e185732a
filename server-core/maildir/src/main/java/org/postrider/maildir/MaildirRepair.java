package org.postrider.maildir;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.Repair;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.TaskProgress;
import org.postrider.maildir.MailboxState.Change;
import org.postrider.maildir.MaildirMailbox.Done;
import org.postrider.storefiles.DerivedCache;

/// Mends a mailbox while sessions use it. Thread-safe: what takes long is done without the mailbox's lock.
final class MaildirRepair {
    private final MaildirMailbox mailbox;

    MaildirRepair(MaildirMailbox mailbox) {
        this.mailbox = mailbox;
    }

    void repair(Repair repair) throws IOException {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        mailbox.locked(state -> {
            Change foreign = state.refresh();
            return new Done<>(foreign.and(new FolderCheck(state, repair, now).run()), true);
        });
        MailboxView view = mailbox.view();
        int underivable = 0;
        for (int i = 0; i < view.count(); i++) {
            checkSize(view.uid(i), repair);
            underivable +=
                    hasDerived(view.uid(i)) && mailbox.knownFields(view.uid(i)).isEmpty() ? 1 : 0;
            repair.messageDone();
        }
        boolean derivedIsDamaged = underivable > 0;
        if (derivedIsDamaged) {
            repair.mended("what was derived of " + underivable + " messages cannot be read and is derived again");
        }
        mailbox.locked(state -> {
            checkIndex(state, derivedIsDamaged, repair);
            return new Done<>(Change.NONE, true);
        });
    }

    private void checkSize(long uid, Repair repair) throws IOException {
        Optional<MessageCheck> read = MessageCheck.read(uid, renamed -> mailbox.path(uid, renamed), repair);
        if (read.isEmpty()) {
            return;
        }
        MessageCheck check = read.get();
        Boolean differs = mailbox.locked(state -> {
            int position = state.messages().position(uid);
            boolean mend = position >= 0 && !check.agreesWith(state, position);
            if (mend && !repair.isDryRun()) {
                check.mend(state, position);
            }
            return new Done<>(mend ? Change.FLAGS : Change.NONE, mend);
        });
        if (differs) {
            repair.mended("UID " + uid + " has " + check.virtualSize() + " octets, " + check.size()
                    + " on the disk; its name or the index said otherwise");
        }
    }

    private boolean hasDerived(long uid) throws StoreException {
        return mailbox.locked(state -> {
            int position = state.messages().position(uid);
            return new Done<>(Change.NONE, position >= 0 && state.messages().derivedAt(position) >= 0);
        });
    }

    private static void checkIndex(MailboxState state, boolean derivedIsDamaged, Repair repair) throws IOException {
        state.index().commit();
        boolean indexIsRight = state.index().isOnDisk();
        if (!indexIsRight) {
            repair.mended("the index is missing or not as it should be and is written anew");
        }
        boolean derivedIsThere = state.derived().isOnDisk();
        if (!derivedIsThere) {
            repair.mended("the file with what was derived of messages is missing and is made anew");
        }
        if ((!derivedIsThere || derivedIsDamaged) && !repair.isDryRun()) {
            forgetDerived(state);
        } else if (!indexIsRight && !repair.isDryRun()) {
            state.index().rewrite();
        }
    }

    /// Derives everything anew.
    void renewDerived(TaskProgress progress) throws IOException {
        mailbox.locked(state -> {
            forgetDerived(state);
            return new Done<>(Change.NONE, true);
        });
        MailboxView view = mailbox.view();
        for (int i = 0; i < view.count(); i++) {
            long uid = view.uid(i);
            try {
                mailbox.keepFields(uid, mailbox.derive(mailbox.content(uid), Map.of()));
            } catch (StoreException e) {
                if (!MaildirMailbox.isGone(e)) {
                    throw e;
                }
            }
            progress.messageDone();
        }
    }

    private static void forgetDerived(MailboxState state) throws IOException {
        long[] nowhere = new long[state.messages().derivedAt().length];
        Arrays.fill(nowhere, DerivedCache.NOWHERE);
        state.derived().clear();
        state.messages().setDerivedAt(nowhere);
        state.index().rewrite();
    }
}
