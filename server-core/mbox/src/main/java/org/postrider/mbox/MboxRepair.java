package org.postrider.mbox;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.Repair;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.TaskProgress;
import org.postrider.mbox.MboxMailbox.Done;
import org.postrider.mbox.MboxState.Change;
import org.postrider.storefiles.DerivedCache;

/// Mends a mailbox while sessions use it. Thread-safe.
///
/// The file itself is looked at as a whole in a dry run too: what another program did to it is taken up anyway, sooner
/// or later.
final class MboxRepair {
    private final MboxMailbox mailbox;

    MboxRepair(MboxMailbox mailbox) {
        this.mailbox = mailbox;
    }

    void repair(Repair repair) throws IOException {
        mailbox.lockedFile((state, file) -> {
            if (!state.identity().isOnDisk()) {
                repair.mended("the file with UIDVALIDITY and UIDNEXT is not as it should be and is written anew");
                if (!repair.isDryRun()) {
                    state.identity().write();
                }
            }
            long before = state.index().highestModSeq();
            state.doubt();
            Change change = state.refresh(file);
            report(state.index().changesSince(before), repair);
            return new Done<>(change, true);
        });
        MailboxView view = mailbox.view();
        int damaged = 0;
        for (int i = 0; i < view.count(); i++) {
            damaged += isDamaged(view.uid(i)) ? 1 : 0;
            repair.messageDone();
        }
        boolean derivedIsDamaged = damaged > 0;
        if (derivedIsDamaged) {
            repair.mended("what was derived of " + damaged + " messages cannot be read and is derived again");
        }
        mailbox.lockedFile((state, _) -> {
            checkIndex(state, derivedIsDamaged, repair);
            return new Done<>(Change.NONE, true);
        });
    }

    private static void report(Mailbox.Changes changes, Repair repair) {
        if (!changes.changed().isEmpty()) {
            repair.mended("the index did not have UID " + changes.changed() + " as they are in the file");
        }
        if (!changes.vanished().isEmpty()) {
            repair.mended("UID " + changes.vanished() + " are no more in the file and are removed from the index");
        }
    }

    private boolean isDamaged(long uid) throws StoreException {
        boolean derived = mailbox.lockedFile((state, _) -> {
            int position = state.messages().position(uid);
            return new Done<>(Change.NONE, position >= 0 && state.messages().derivedAt(position) >= 0);
        });
        try {
            return derived && mailbox.knownFields(uid).isEmpty();
        } catch (StoreException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static void checkIndex(MboxState state, boolean derivedIsDamaged, Repair repair) throws IOException {
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
        mailbox.lockedFile((state, _) -> {
            forgetDerived(state);
            return new Done<>(Change.NONE, true);
        });
        MailboxView view = mailbox.view();
        for (int i = 0; i < view.count(); i++) {
            long uid = view.uid(i);
            try {
                mailbox.keepFields(uid, mailbox.derive(mailbox.content(uid), Map.of()));
            } catch (StoreException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
            }
            progress.messageDone();
        }
    }

    private static void forgetDerived(MboxState state) throws IOException {
        long[] nowhere = new long[state.messages().derivedAt().length];
        Arrays.fill(nowhere, DerivedCache.NOWHERE);
        state.derived().clear();
        state.messages().setDerivedAt(nowhere);
        state.index().rewrite();
    }
}
