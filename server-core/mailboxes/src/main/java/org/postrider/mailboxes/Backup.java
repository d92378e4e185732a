package org.postrider.mailboxes;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.mailboxes.BackupManifest.MailboxEntry;
import org.postrider.mailboxes.BackupManifest.MessageEntry;

/// Takes one backup of an account while it is in use. What the last backup has is only named again, because a message
/// never changes behind its mailbox's id, UIDVALIDITY and UID (RFC 9051 §2.3.1.1). Confined to one thread.
final class Backup {
    private static final int TOLD_EVERY = 100;

    private final AccountStore account;
    private final BackupFolder folder;
    private final Progress progress;
    private final Map<Place, String> known = new HashMap<>();
    private final Faults faults = new Faults();
    private long messages;
    private long added;

    Backup(AccountStore account, BackupFolder folder, Progress progress) {
        this.account = account;
        this.folder = folder;
        this.progress = progress;
    }

    /// @param name of the backup, after all that there are
    Result take(String name) throws IOException {
        folder.create();
        List<String> before = folder.names();
        if (!before.isEmpty()) {
            remember(before.getLast());
        }
        Set<MailboxName> subscribed = account.subscriptions();
        try (BackupManifest.Output out = new BackupManifest.Output(folder.unfinished(name))) {
            for (AccountStore.MailboxInfo info : account.list()) {
                if (info.selectable()) {
                    mailbox(info, subscribed.contains(info.name()), out);
                }
            }
            out.end();
        }
        folder.finish(name);
        return new Result(name, messages, added, faults);
    }

    private void remember(String last) {
        try {
            BackupManifest.read(folder.manifest(last), new Known());
        } catch (IOException e) {
            known.clear();
            faults.tell("backup " + last + " cannot be read, so all messages were read again: " + e.getMessage());
        }
    }

    private void mailbox(AccountStore.MailboxInfo info, boolean subscribed, BackupManifest.Output out)
            throws IOException {
        try (Mailbox mailbox = account.open(info.name())) {
            MailboxView view = mailbox.view();
            out.mailbox(new MailboxEntry(info.name(), mailbox.id(), view.uidValidity(), info.use(), subscribed));
            for (String key : account.noteKeys(info.name())) {
                out.note(key, account.note(info.name(), key));
            }
            for (int i = 0; i < view.count(); i++) {
                message(mailbox, view, i, out);
                if (++messages % TOLD_EVERY == 0) {
                    progress.tell(info.name().toString(), messages, 0);
                }
            }
        } catch (StoreException e) {
            // Deleted since the list was made.
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private void message(Mailbox mailbox, MailboxView view, int position, BackupManifest.Output out)
            throws IOException {
        long uid = view.uid(position);
        String hash = known.get(new Place(mailbox.id(), view.uidValidity(), uid));
        if (hash == null || !folder.has(hash)) {
            try {
                hash = folder.add(StoredContent.of(mailbox, uid));
            } catch (StoreException e) {
                faults.unreadable(mailbox.name(), uid, e);
                messages--;
                return;
            }
            added++;
        }
        out.message(new MessageEntry(uid, view.internalDate(position), hash, view.flags(position)));
    }

    private record Place(String mailbox, long uidValidity, long uid) {}

    /// Remembers the last backup.
    private final class Known implements BackupManifest.Reader {
        private String mailbox = "";
        private long uidValidity;

        @Override
        public void mailbox(MailboxEntry entry) {
            mailbox = entry.id();
            uidValidity = entry.uidValidity();
        }

        @Override
        public void note(String key, String text) {
            // Small: written each time.
        }

        @Override
        public void message(MessageEntry entry) {
            known.put(new Place(mailbox, uidValidity, entry.uid()), entry.hash());
        }
    }

    /// @param messages in the backup
    /// @param added that no backup had before
    /// @param faults messages that are not in it
    record Result(String name, long messages, long added, Faults faults) {}
}
