package org.postrider.mailboxes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.mailboxes.BackupManifest.MailboxEntry;
import org.postrider.mailboxes.BackupManifest.MessageEntry;

/// Brings back what a backup has and the account has not: mailboxes with their use, subscription, rights and
/// annotations,
/// messages with flags and dates. What is there stays as it is, so a restore that was interrupted is simply begun anew.
/// A message counts as
/// there where its mailbox has as many of the same octets as the backup. Confined to one thread.
final class Restore implements BackupManifest.Reader, AutoCloseable {
    private static final int TOLD_EVERY = 100;
    private static final int FAULTS_SHOWN_MAX = 20;

    private final AccountStore account;
    private final BackupFolder folder;
    private final Progress progress;
    private final List<String> faults = new ArrayList<>();
    // How many messages of each content the mailbox has that the backup has not named yet; empty before a first look.
    private final Map<String, Integer> present = new HashMap<>();
    private @Nullable Mailbox mailbox;
    private @Nullable MailboxView before;
    private boolean looked;
    // Only what is made anew gets rights and annotations: where nothing is noted of one that is there, somebody may
    // have taken it away.
    private boolean made;
    private long done;
    private long added;
    private long failed;

    Restore(AccountStore account, BackupFolder folder, Progress progress) {
        this.account = account;
        this.folder = folder;
        this.progress = progress;
    }

    Result run(String backup) throws IOException {
        BackupManifest.read(folder.manifest(backup), this);
        return new Result(added, done - added - failed, failed, List.copyOf(faults));
    }

    @Override
    public void mailbox(MailboxEntry entry) throws IOException {
        close();
        present.clear();
        looked = false;
        made = false;
        try {
            mailbox = account.open(entry.name());
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
            create(entry);
            made = true;
            mailbox = account.open(entry.name());
            looked = true;
        }
        if (entry.subscribed()) {
            account.subscribe(entry.name(), true);
        }
        before = mailbox.view();
    }

    private void create(MailboxEntry entry) throws StoreException {
        try {
            account.create(entry.name(), entry.use());
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.CONFLICT) {
                throw e;
            }
            // Another mailbox has that use by now.
            account.create(entry.name(), Optional.empty());
        }
    }

    @Override
    public void note(String key, String text) throws IOException {
        MailboxName name = target().name();
        if (!made) {
            return;
        }
        try {
            account.changeNote(name, key, _ -> text);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.INVALID) {
                throw e;
            }
            tell("what is noted of " + name + " under " + key + " cannot be kept here: " + e.getMessage());
        }
    }

    private Mailbox target() {
        Mailbox target = mailbox;
        if (target == null) {
            throw new IllegalArgumentException("no mailbox stands before it");
        }
        return target;
    }

    @Override
    public void message(MessageEntry entry) throws IOException {
        Mailbox target = target();
        if (!isThere(target, entry.hash())) {
            add(target, entry);
        }
        if (++done % TOLD_EVERY == 0) {
            progress.tell(target.name().toString(), done, 0);
        }
    }

    private boolean isThere(Mailbox target, String hash) throws IOException {
        if (!looked) {
            look(target);
            looked = true;
        }
        Integer left = present.computeIfPresent(hash, (_, count) -> count - 1);
        return left != null && left >= 0;
    }

    private void look(Mailbox target) throws IOException {
        MailboxView view = before == null ? target.view() : before;
        for (int i = 0; i < view.count(); i++) {
            long uid = view.uid(i);
            try {
                present.merge(BackupFolder.hash(StoredContent.of(target, uid)), 1, Integer::sum);
            } catch (StoreException e) {
                // It does not count as there, and so comes back where the backup has it.
                switch (e.kind()) {
                    case NOT_FOUND -> {}
                    case DAMAGED -> tell(target.name() + " UID " + uid + " cannot be read here: " + e.getMessage());
                    default -> throw e;
                }
            }
        }
    }

    private void add(Mailbox target, MessageEntry entry) throws IOException {
        Path file = folder.message(entry.hash());
        Optional<String> fault = fault(file, entry.hash());
        if (fault.isPresent()) {
            failed++;
            tell(target.name() + " UID " + entry.uid() + ": " + fault.get());
            return;
        }
        try {
            target.append(new Mailbox.NewMessage(
                    new FileContent(file, Files.size(file)),
                    entry.flags(),
                    Optional.of(entry.date()),
                    Optional.empty(),
                    false));
        } catch (StoreException e) {
            throw new TaskRefusedException(
                    "after " + added + " messages " + target.name() + " takes no more: " + e.getMessage()
                            + "; begin again once that is mended, nothing comes twice",
                    e);
        }
        added++;
    }

    private void tell(String fault) {
        if (faults.size() < FAULTS_SHOWN_MAX) {
            faults.add(fault);
        }
    }

    private static Optional<String> fault(Path file, String hash) throws IOException {
        if (!Files.exists(file)) {
            return Optional.of("the backup lacks " + file);
        }
        return BackupFolder.hash(new FileContent(file, Files.size(file))).equals(hash)
                ? Optional.empty()
                : Optional.of(file + " is damaged");
    }

    @Override
    public void close() {
        Mailbox open = mailbox;
        if (open != null) {
            mailbox = null;
            open.close();
        }
    }

    /// @param present messages that were there
    /// @param failed messages that the backup cannot give back
    /// @param faults the first of them, and of those here that cannot be read, a sentence each
    record Result(long added, long present, long failed, List<String> faults) {}

    /// A message of the backup.
    private record FileContent(Path file, long size) implements Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
