package org.postrider.mailboxes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;

/// Brings the messages of a source into an account. What is there already from an import before is not brought again:
/// one that was interrupted is simply begun anew. Confined to one thread.
final class Importer implements MessageSource.Sink, AutoCloseable {
    private static final int HASH_OCTETS = 20;
    private static final int TOLD_EVERY = 20;
    private static final int FAILURES_SHOWN_MAX = 20;

    private final MailAddress address;
    private final AccountStore account;
    private final Optional<MailboxName> into;
    private final long total;
    private final Progress progress;
    // How often each content came so far, by the start of its hash: two messages may be the same.
    private final Map<Long, Integer> occurrences = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private MailboxName name = MailboxName.INBOX;
    private @Nullable Mailbox mailbox;
    private long added;
    private long known;
    private long failed;

    /// @param into mailboxes of the source become ones below it, and INBOX it; empty for the same names
    Importer(MailAddress address, AccountStore account, Optional<MailboxName> into, long total, Progress progress) {
        this.address = address;
        this.account = account;
        this.into = into;
        this.total = total;
        this.progress = progress;
    }

    @Override
    public void mailbox(MailboxName found) throws IOException {
        close();
        name = placed(found);
        mailbox = opened();
    }

    private MailboxName placed(MailboxName found) {
        if (into.isEmpty() || found.isInbox()) {
            return into.orElse(found);
        }
        MailboxName below = into.get();
        for (String level : found.path()) {
            below = below.child(level);
        }
        return below;
    }

    private Mailbox opened() throws StoreException {
        try {
            return account.open(name);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
            account.create(name, Optional.empty());
            account.subscribe(name, true);
            return account.open(name);
        }
    }

    @Override
    public void message(FoundMessage message) throws IOException {
        Mailbox target = mailbox;
        if (target == null) {
            target = opened();
            mailbox = target;
        }
        try {
            Mailbox.Appended appended = target.append(new Mailbox.NewMessage(
                    message.content(), message.flags(), message.date(), Optional.of(delivery(message)), false));
            if (appended.added()) {
                added++;
            } else {
                known++;
            }
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.INVALID) {
                // Over quota, disk full: the next ones would fail too.
                throw new TaskRefusedException(
                        "after " + added + " messages " + name + " takes no more: " + e.getMessage(), e);
            }
            unreadable(name.toString(), e);
        }
        tell();
    }

    @Override
    public void unreadable(String where, IOException cause) {
        failed++;
        if (failures.size() < FAILURES_SHOWN_MAX) {
            failures.add(where + ": " + cause.getMessage());
        }
    }

    private void tell() throws TaskCancelledException {
        long done = added + known + failed;
        if (done % TOLD_EVERY == 0) {
            progress.tell(name.toString(), done, total);
        }
    }

    // The same for the same message at the same place.
    private DeliveryName delivery(FoundMessage message) throws IOException {
        MessageDigest digest = sha256();
        digest.update(name.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        try (InputStream in = new DigestInputStream(message.content().open(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        byte[] hash = digest.digest();
        int occurrence = occurrences.merge(ByteBuffer.wrap(hash).getLong(), 1, Integer::sum);
        String id = "import-" + HexFormat.of().formatHex(hash, 0, HASH_OCTETS) + "-" + occurrence;
        return new DeliveryName(new MailId(id), address);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Result result() {
        return new Result(added, known, failed, List.copyOf(failures));
    }

    @Override
    public void close() {
        Mailbox open = mailbox;
        if (open != null) {
            open.close();
            mailbox = null;
        }
    }

    /// @param known were there from an import before
    /// @param failures the first of those that failed, a sentence each
    record Result(long added, long known, long failed, List<String> failures) {}
}
