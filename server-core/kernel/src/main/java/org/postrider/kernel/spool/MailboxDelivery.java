package org.postrider.kernel.spool;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.kernel.ledger.Stage;
import org.postrider.mime.Downgrade;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a mail into its recipients' mailboxes. Thread-safe.
final class MailboxDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxDelivery.class);
    private static final Reply FULL = Reply.of(452, "4.2.2", "the mailbox is full");
    private static final Reply NOT_NOW = Reply.of(451, "4.2.0", "the mailbox cannot be written now");

    private final MailStore store;
    private final InstantSource clock;

    MailboxDelivery(MailStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// Into a mailbox of each recipient.
    ///
    /// @return for whom it is not there now, and why not: to be tried again
    Map<Recipient, Reply> store(Mail mail, MailboxName name, Flags flags) {
        Map<Recipient, Reply> failed = new LinkedHashMap<>();
        Content content;
        try {
            content = lines(mail);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} cannot be read to store it; it is tried again", mail.id(), e);
            mail.recipients().forEach(recipient -> failed.put(recipient, NOT_NOW));
            return failed;
        }
        for (Recipient recipient : mail.recipients()) {
            store(mail, content, recipient, name, flags).ifPresent(reply -> failed.put(recipient, reply));
        }
        return failed;
    }

    // RFC 3030 §3: what is binary is encoded where it ends, since clients read lines (RFC 9051 §4.3). What must not be
    // changed, being signed, stays as it is.
    private static Content lines(Mail mail) throws IOException {
        Content content = mail.message().content();
        return mail.envelope().parameters().body() == BodyType.BINARY_MIME
                ? Downgrade.to(Downgrade.Level.EIGHT_BIT, content).orElse(content)
                : content;
    }

    private Optional<Reply> store(Mail mail, Content content, Recipient recipient, MailboxName name, Flags flags) {
        try {
            AccountStore account = store.account(recipient.address());
            try (Mailbox mailbox = opened(account, name)) {
                mailbox.append(new Mailbox.NewMessage(
                        content,
                        flags,
                        Optional.of(clock.instant()),
                        Optional.of(new DeliveryName(Stage.deliveryId(mail), recipient.address())),
                        false));
            }
            return Optional.empty();
        } catch (StoreException e) {
            LOG.warn("{} cannot be stored for {}: {}", mail.id(), recipient, e.getMessage(), e);
            return Optional.of(e.kind() == StoreException.Kind.OVER_QUOTA ? FULL : NOT_NOW);
        } catch (RuntimeException e) {
            // The store is a plugin's, and one recipient's damage is not another's.
            LOG.error("the store failed on {} for {}; it is tried again", mail.id(), recipient, e);
            return Optional.of(NOT_NOW);
        }
    }

    // The pipeline names a mailbox for everybody, whether they have one of that name yet or not.
    private static Mailbox opened(AccountStore account, MailboxName name) throws StoreException {
        try {
            return account.open(name);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
        }
        try {
            account.create(name, Optional.empty());
        } catch (StoreException e) {
            // Another delivery was quicker.
            if (e.kind() != StoreException.Kind.ALREADY_EXISTS) {
                throw e;
            }
        }
        return account.open(name);
    }
}
