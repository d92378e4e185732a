package org.postrider.lucene;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.document.Document;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.TaskProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings indexes to the state of the mailboxes. Thread-safe; one thread at a time for each account.
final class Indexer {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
    // Searches see them then.
    private static final int MESSAGES_BETWEEN_REFRESHES = 1000;
    // Then it is another account's turn.
    private static final int MESSAGES_IN_A_TURN = 5000;

    private final MailStore store;
    private final Backlog backlog;
    private final int textMax;
    private volatile boolean stopping;

    Indexer(MailStore store, Backlog backlog, int textMax) {
        this.store = store;
        this.backlog = backlog;
        this.textMax = textMax;
    }

    /// Indexing ends with the message it is at.
    void stop() {
        stopping = true;
    }

    /// @throws IOException where the index cannot be written
    void index(Backlog.Work work, AccountIndex index) throws IOException {
        index(work, index, () -> {});
    }

    /// @param progress hears of each message; what it throws ends the work
    void index(Backlog.Work work, AccountIndex index, TaskProgress progress) throws IOException {
        AccountStore account = store.account(work.account());
        Set<MailboxName> names = new TreeSet<>(work.mailboxes());
        boolean all = work.all();
        if (all) {
            for (AccountStore.MailboxInfo info : account.list()) {
                if (info.selectable()) {
                    names.add(info.name());
                }
            }
        }
        Set<String> present = new HashSet<>();
        boolean whole = true;
        for (MailboxName name : names) {
            whole = whole && index(work.account(), account, name, index, present, progress);
        }
        if (all && whole && !stopping) {
            forgetAllBut(present, index);
        }
    }

    // False where the mailbox could not be looked at.
    private boolean index(
            MailAddress address,
            AccountStore account,
            MailboxName name,
            AccountIndex index,
            Set<String> present,
            TaskProgress progress)
            throws IOException {
        if (stopping) {
            return false;
        }
        try (Mailbox mailbox = account.open(name)) {
            MailboxView view = mailbox.view();
            present.add(Fields.mailbox(mailbox.id(), view.uidValidity()));
            if (!update(mailbox, view, index, progress)) {
                // There is more to do, which need not wait.
                backlog.addUrgent(address, name, System.nanoTime());
            }
            return true;
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                // Deleted or renamed: what is indexed of it may go.
                backlog.addAll(address, System.nanoTime());
            } else {
                LOG.warn("{} of {} cannot be indexed, searches read it: {}", name, address, e.getMessage());
            }
            return false;
        }
    }

    // False where there is more to do.
    private boolean update(Mailbox mailbox, MailboxView view, AccountIndex index, TaskProgress progress)
            throws IOException {
        String key = Fields.mailbox(mailbox.id(), view.uidValidity());
        BitSet known = new BitSet();
        Set<Long> gone = new HashSet<>();
        index.uids(key, uid -> {
            int position = view.position(uid);
            if (position >= 0) {
                known.set(position);
            } else {
                gone.add(uid);
            }
        });
        for (long uid : gone) {
            index.delete(key, uid);
        }
        int count = 0;
        int next = known.nextClearBit(0);
        while (next < view.count() && count < MESSAGES_IN_A_TURN && !stopping) {
            add(mailbox, key, view.uid(next), index);
            progress.messageDone();
            next = known.nextClearBit(next + 1);
            if (++count % MESSAGES_BETWEEN_REFRESHES == 0) {
                index.refresh();
            }
        }
        if (count > 0 || !gone.isEmpty()) {
            index.refresh();
        }
        return next >= view.count();
    }

    private void add(Mailbox mailbox, String key, long uid, AccountIndex index) throws IOException {
        Document document;
        try {
            document = IndexedMessage.of(key, uid, mailbox.content(uid), textMax);
        } catch (IOException e) {
            if (e instanceof StoreException failure && failure.kind() == StoreException.Kind.NOT_FOUND) {
                return;
            }
            LOG.warn("message {} of {} cannot be read and is not indexed: {}", uid, mailbox.name(), e.toString());
            document = IndexedMessage.unreadable(key, uid);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("message {} of {} could not be taken apart", uid, mailbox.name(), e);
            document = IndexedMessage.unreadable(key, uid);
        }
        index.add(document);
    }

    private static void forgetAllBut(Set<String> present, AccountIndex index) throws IOException {
        boolean any = false;
        for (String mailbox : index.mailboxes()) {
            if (!present.contains(mailbox)) {
                index.delete(mailbox);
                any = true;
            }
        }
        if (any) {
            index.refresh();
        }
    }
}
