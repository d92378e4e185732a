package org.postrider.mailets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.mailets.text.StorageDirective;

/// Stores the mail for each recipient, who is an account here; a mailbox that the account does not have is made.
/// Where WithStorageDirective named another mailbox, or flags, it goes by those.
///
/// ```xml
/// <mailet match="RecipientIsLocal" class="LocalDelivery"/>
/// ```
///
/// Mail for a sub-address, such as bob+lists, goes into that folder of the account where there is one (RFC 5233).
@EndsTheWay
public final class LocalDelivery implements Mailet {
    /// Set by `RewriteTable`: the folder that a sub-address names.
    static final String FOLDER_ATTRIBUTE = "postrider.folder";

    private final MailboxName mailbox;
    private final MailStore store;

    public LocalDelivery(Config config, MailStore store) {
        this.mailbox = MailboxName.parse(config.mailbox(), '/');
        this.store = store;
    }

    /// @param mailbox the levels of its name between slashes
    /// @param consume true
    public record Config(
            @Option(doc = "The mailbox, levels between slashes.", defaultValue = "INBOX")
            String mailbox,

            @Option(
                    doc = "Always true, the mail ends here; for configurations of Apache James, which say it.",
                    defaultValue = "true")
            boolean consume) {
        public Config {
            if (!consume) {
                throw new IllegalArgumentException(
                        "delivered mail ends here, so consume is true; what else is to be done"
                                + " with it stands before LocalDelivery");
            }
            MailboxName.parse(mailbox, '/');
        }
    }

    @Override
    public Outcome service(Mail mail) throws StoreException {
        Optional<MailboxName> folder = mail.attribute(FOLDER_ATTRIBUTE).flatMap(LocalDelivery::name);
        Optional<MailboxName> directed = StorageDirective.mailbox(mail);
        Flags flags = StorageDirective.flags(mail);
        if (directed.isPresent() || folder.isEmpty()) {
            return new Outcome.Store(mail, directed.orElse(mailbox), flags);
        }
        Map<MailboxName, List<Recipient>> byMailbox = new LinkedHashMap<>();
        for (Recipient recipient : mail.recipients()) {
            MailboxName chosen = exists(recipient, folder.get()) ? folder.get() : mailbox;
            byMailbox.computeIfAbsent(chosen, _ -> new ArrayList<>()).add(recipient);
        }
        List<Outcome> outcomes = new ArrayList<>();
        byMailbox.forEach(
                (name, recipients) -> outcomes.add(new Outcome.Store(mail.withRecipients(recipients), name, flags)));
        return outcomes.size() == 1 ? outcomes.getFirst() : new Outcome.Split(outcomes);
    }

    private static Optional<MailboxName> name(String folder) {
        try {
            return Optional.of(MailboxName.parse(folder, '/'));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    // Strangers name it, so that none is made for them.
    private boolean exists(Recipient recipient, MailboxName name) throws StoreException {
        try (Mailbox _ = store.account(recipient.address()).open(name)) {
            return true;
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
