package org.postrider.mailboxes;

import java.io.IOException;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;

/// Makes anew what was derived of an account's messages, and its search index. Used once, by one thread.
final class ReindexTask {
    private static final int TOLD_EVERY = 100;

    private final SearchIndex search;
    private final Progress progress;
    private long done;
    private long total;

    ReindexTask(SearchIndex search, Progress progress) {
        this.search = search;
        this.progress = progress;
    }

    MailboxTasks.Reindexed run(MailAddress address, AccountStore account, boolean caches) throws IOException {
        long messages = MailboxTasks.total(account);
        total = messages;
        long derived = 0;
        if (caches) {
            total += messages;
            for (MailboxName name : MailboxTasks.names(account)) {
                renewDerived(account, name);
            }
            derived = done;
        }
        long indexed = search.rebuild(address, () -> tell("search index"));
        return new MailboxTasks.Reindexed(indexed, derived);
    }

    private void renewDerived(AccountStore account, MailboxName name) throws IOException {
        try (Mailbox mailbox = account.open(name)) {
            mailbox.renewDerived(() -> tell(name.toString()));
        } catch (StoreException e) {
            // One that was just deleted has nothing.
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private void tell(String where) throws IOException {
        if (++done % TOLD_EVERY == 0) {
            progress.tell(where, done, total);
        }
    }
}
