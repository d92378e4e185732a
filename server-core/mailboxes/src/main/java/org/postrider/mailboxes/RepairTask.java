package org.postrider.mailboxes;

import java.io.IOException;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.Repair;
import org.postrider.api.store.StoreException;

/// Mends the mailboxes of an account, and those of what was removed from it. Used once, by one thread.
final class RepairTask implements Repair {
    private static final int TOLD_EVERY = 100;

    private final MailStore store;
    private final boolean dryRun;
    private final Progress progress;
    private final FaultList mended = new FaultList();
    private final FaultList faults = new FaultList();
    private String where = "";
    private long done;
    private long total;

    RepairTask(MailStore store, boolean dryRun, Progress progress) {
        this.store = store;
        this.dryRun = dryRun;
        this.progress = progress;
    }

    MailboxTasks.Repaired run(MailAddress address, AccountStore account) throws IOException {
        Optional<AccountStore> removed = store.removed(address, false);
        total = MailboxTasks.total(account) + (removed.isPresent() ? MailboxTasks.total(removed.get()) : 0);
        repair(account, "");
        if (removed.isPresent()) {
            repair(removed.get(), "removed from ");
        }
        return new MailboxTasks.Repaired(done, mended.count(), mended.lines(), faults.lines());
    }

    private void repair(AccountStore account, String prefix) throws IOException {
        for (MailboxName name : MailboxTasks.names(account)) {
            where = prefix + name;
            try (Mailbox mailbox = account.open(name)) {
                mailbox.repair(this);
            } catch (StoreException e) {
                // One that was just deleted has no faults.
                if (e.kind() != StoreException.Kind.NOT_FOUND) {
                    notMended(String.valueOf(e.getMessage()));
                }
            }
        }
        where = prefix + "all mailboxes";
        account.repair(this);
    }

    @Override
    public boolean isDryRun() {
        return dryRun;
    }

    @Override
    public void mended(String what) {
        mended.add(where + ": " + what);
    }

    @Override
    public void notMended(String what) {
        faults.add(where + ": " + what);
    }

    @Override
    public void messageDone() throws IOException {
        if (++done % TOLD_EVERY == 0) {
            progress.tell(where, done, total);
        }
    }
}
