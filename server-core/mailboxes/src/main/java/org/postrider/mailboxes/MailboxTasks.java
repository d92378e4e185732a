package org.postrider.mailboxes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;

/// What an administrator does with the mailboxes of an account, while its owner reads them. Thread-safe.
public final class MailboxTasks {
    private static final int TOLD_EVERY = 100;
    private static final byte[] ZIP_START = {'P', 'K'};

    private final MailStore store;
    private final Directory directory;
    private final SearchIndex search;

    public MailboxTasks(MailStore store, Directory directory, SearchIndex search) {
        this.store = store;
        this.directory = directory;
        this.search = search;
    }

    /// All mailboxes of an account, sorted by name.
    public List<Listed> list(MailAddress account) throws IOException {
        List<Listed> listed = new ArrayList<>();
        AccountStore mailboxes = account(account);
        for (MailboxName name : names(mailboxes)) {
            try (Mailbox mailbox = mailboxes.open(name)) {
                MailboxView view = mailbox.view();
                listed.add(new Listed(name, view.count(), view.unseen(), octets(view), view.uidNext()));
            }
        }
        return listed;
    }

    /// Reads every message and compares it with what the store says of it.
    public Verified verify(MailAddress account, Progress progress) throws IOException {
        AccountStore mailboxes = account(account);
        FaultList faults = new FaultList();
        long total = total(mailboxes);
        long done = 0;
        for (MailboxName name : names(mailboxes)) {
            try (Mailbox mailbox = mailboxes.open(name)) {
                MailboxView view = mailbox.view();
                for (int i = 0; i < view.count(); i++) {
                    verify(mailbox, view, i).ifPresent(fault -> faults.add(name + ": " + fault));
                    if (++done % TOLD_EVERY == 0) {
                        progress.tell(name.toString(), done, total);
                    }
                }
            }
        }
        return new Verified(done, faults.lines());
    }

    /// Mends what is wrong in an account's mailboxes, those of removed messages among them. No UID, flag or keyword is
    /// lost.
    ///
    /// @param dryRun finds what is wrong and changes nothing
    public Repaired repair(MailAddress account, boolean dryRun, Progress progress) throws IOException {
        return new RepairTask(store, dryRun, progress).run(account, account(account));
    }

    /// Throws an account's search index away and makes it anew, while searches read the messages. Where it is
    /// interrupted, the rest is done in the background.
    ///
    /// @param caches also what is kept of each message to answer sooner
    public Reindexed reindex(MailAddress account, boolean caches, Progress progress) throws IOException {
        return new ReindexTask(search, progress).run(account, account(account), caches);
    }

    private static Optional<String> verify(Mailbox mailbox, MailboxView view, int position) {
        long uid = view.uid(position);
        try (InputStream in = mailbox.content(uid).open()) {
            long octets = in.transferTo(OutputStream.nullOutputStream());
            return octets == view.size(position)
                    ? Optional.empty()
                    : Optional.of("UID " + uid + " has " + octets + " octets, not " + view.size(position));
        } catch (StoreException e) {
            // Expunged meanwhile.
            return e.kind() == StoreException.Kind.NOT_FOUND
                    ? Optional.empty()
                    : Optional.of("UID " + uid + " cannot be read: " + e.getMessage());
        } catch (IOException e) {
            return Optional.of("UID " + uid + " cannot be read: " + e.getMessage());
        }
    }

    /// Brings mail into an account, from a Maildir, an mbox, a message, a folder with any of these, a zip file,
    /// or an account of another IMAP server. Flags and dates come along where the source has them. It can be
    /// begun again after an interruption: nothing comes twice.
    ///
    /// @param source a path, or `imaps://USER@HOST[:PORT]`
    /// @param password for an IMAP server; else empty
    /// @param into a mailbox below which all goes; empty for the names that the source has
    public Imported importMail(
            MailAddress account, String source, String password, Optional<MailboxName> into, Progress progress)
            throws IOException {
        AccountStore mailboxes = account(account);
        try (MessageSource from = source(source, password);
                Importer importer = new Importer(account, mailboxes, into, from.count(), progress)) {
            try {
                from.read(importer);
            } finally {
                store.checkpoint();
            }
            Importer.Result result = importer.result();
            return new Imported(result.added(), result.known(), result.failed(), result.failures());
        }
    }

    private static MessageSource source(String source, String password) throws IOException {
        if (ImapAddress.isOne(source)) {
            return new ImapSource(ImapAddress.parse(source), password);
        }
        Path path = Path.of(source);
        if (!Files.isReadable(path)) {
            throw new TaskRefusedException(
                    path + (Files.exists(path) ? " may not be read by the server's user" : " does not exist"));
        }
        return isZip(path) ? new ZipSource(path) : new FileSource(path.toRealPath());
    }

    private static boolean isZip(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(ZIP_START.length), ZIP_START);
        }
    }

    /// Writes all mailboxes of an account, or one, to files.
    ///
    /// Messages that cannot be read are left out and told of.
    public Exported exportMail(
            MailAddress account, Optional<MailboxName> only, ExportFormat format, Path target, Progress progress)
            throws IOException {
        AccountStore mailboxes = account(account);
        List<MailboxName> names = only.isPresent() ? List.of(only.get()) : names(mailboxes);
        long total = only.isPresent() ? 0 : total(mailboxes);
        long done = 0;
        Faults faults = new Faults();
        try (MailboxWriter writer = format.writer(target)) {
            for (MailboxName name : names) {
                try (Mailbox mailbox = mailboxes.open(name)) {
                    writer.mailbox(name);
                    MailboxView view = mailbox.view();
                    for (int i = 0; i < view.count(); i++) {
                        done += export(mailbox, view, i, writer, faults) ? 1 : 0;
                        if (done % TOLD_EVERY == 0) {
                            progress.tell(name.toString(), done, total);
                        }
                    }
                }
            }
        }
        return new Exported(done, faults.count(), faults.shown());
    }

    // False where the message was expunged meanwhile, or cannot be read.
    private static boolean export(Mailbox mailbox, MailboxView view, int position, MailboxWriter writer, Faults faults)
            throws IOException {
        long uid = view.uid(position);
        // Read to its end first, so that no part of a message is written.
        try (InputStream in = StoredContent.of(mailbox, uid).open();
                Spooled content = Spooled.of(in)) {
            writer.message(uid, view.internalDate(position), view.flags(position), content);
            return true;
        } catch (StoreException e) {
            faults.unreadable(mailbox.name(), uid, e);
            return false;
        }
    }

    /// Takes a backup of an account, beside those that lie in `target` from before; what they have is not copied again.
    ///
    /// @param name of the backup; sorts behind those before it
    public BackedUp backup(MailAddress account, Path target, String name, Progress progress) throws IOException {
        Backup.Result result = new Backup(account(account), BackupFolder.of(target, account), progress).take(name);
        Faults faults = result.faults();
        return new BackedUp(result.name(), result.messages(), result.added(), faults.count(), faults.shown());
    }

    /// The backups of an account in `target`, oldest first.
    public List<String> backups(MailAddress account, Path target) throws IOException {
        return BackupFolder.of(target, account).names();
    }

    /// Brings back what a backup has and the account has not.
    ///
    /// @param name of the backup; empty for the newest
    public Restored restore(MailAddress account, Path target, Optional<String> name, Progress progress)
            throws IOException {
        BackupFolder folder = BackupFolder.of(target, account);
        List<String> names = folder.names();
        String chosen = name.orElse(names.isEmpty() ? "" : names.getLast());
        if (!names.contains(chosen)) {
            throw new TaskRefusedException(
                    names.isEmpty()
                            ? "there is no backup of " + account + " in " + target
                            : "there is no backup " + chosen + " of " + account + "; there are: "
                                    + String.join(", ", names));
        }
        try (Restore restore = new Restore(account(account), folder, progress)) {
            Restore.Result result;
            try {
                result = restore.run(chosen);
            } finally {
                store.checkpoint();
            }
            return new Restored(chosen, result.added(), result.present(), result.failed(), result.faults());
        }
    }

    private AccountStore account(MailAddress account) throws IOException {
        if (directory.find(account).isEmpty()) {
            throw new TaskRefusedException("there is no user " + account + "; see: postrider user list");
        }
        return store.account(account);
    }

    static List<MailboxName> names(AccountStore account) throws StoreException {
        return account.list().stream()
                .filter(AccountStore.MailboxInfo::selectable)
                .map(AccountStore.MailboxInfo::name)
                .toList();
    }

    static long total(AccountStore account) throws StoreException {
        long total = 0;
        for (MailboxName name : names(account)) {
            try (Mailbox mailbox = account.open(name)) {
                total += mailbox.view().count();
            }
        }
        return total;
    }

    private static long octets(MailboxView view) {
        long octets = 0;
        for (int i = 0; i < view.count(); i++) {
            octets += view.size(i);
        }
        return octets;
    }

    /// @param octets of all messages, with CRLF
    public record Listed(MailboxName name, int messages, int unseen, long octets, long uidNext) {}

    /// @param faults a sentence for each message that is not as it should be; of many, the first
    public record Verified(long messages, List<String> faults) {}

    /// @param mendings a sentence for each thing that was wrong and is right now, or would be; of many, the first
    /// @param faults the same for what an administrator has to mend
    public record Repaired(long messages, long mended, List<String> mendings, List<String> faults) {}

    /// @param indexed messages in the search index; 0 where nobody searched in the account so far
    /// @param derived messages of which what is kept was derived anew
    public record Reindexed(long indexed, long derived) {}

    /// @param known were here from an import before
    /// @param failures the first of those that could not be read or stored, a sentence each
    public record Imported(long added, long known, long failed, List<String> failures) {}

    /// @param failed messages that could not be read, and are left out
    /// @param faults the first of them, a sentence each
    public record Exported(long messages, long failed, List<String> faults) {}

    /// @param messages in the backup
    /// @param added that no backup had before
    /// @param failed messages that could not be read, and are not in the backup
    /// @param faults the first of them, a sentence each; and one where the backup before could not be read
    public record BackedUp(String name, long messages, long added, long failed, List<String> faults) {}

    /// @param present messages that were there
    /// @param failed messages that the backup cannot give back
    /// @param faults the first of them, and of messages of the account that cannot be read, a sentence each
    public record Restored(String name, long added, long present, long failed, List<String> faults) {}
}
