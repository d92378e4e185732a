package org.postrider.mailets.flow;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SystemFlag;

/// Stores a copy in a mailbox of the sender, who must be the account that handed the mail in. The mail itself goes on,
/// unless
/// it is consumed.
///
/// ```xml
/// <mailet match="IsAuthenticated" class="ToSenderFolder"><folder>Sent</folder></mailet>
/// ```
final class ToSenderFolder implements Mailet {
    private final Config config;
    private final MailboxName folder;
    private final Directory directory;

    public ToSenderFolder(Config config, Directory directory) {
        this.config = config;
        this.folder = MailboxName.parse(config.folder(), '/');
        this.directory = directory;
    }

    /// @param folder levels between slashes
    record Config(
            @Option(doc = "The mailbox, levels between slashes.", defaultValue = "Sent")
            String folder,

            @Option(doc = "The mail ends here.", defaultValue = "false")
            boolean consume) {
        Config {
            MailboxName.parse(folder, '/');
        }
    }

    @Override
    public Outcome service(Mail mail) {
        // Whoever writes a local address into MAIL FROM must not fill its mailbox: the one who logged in counts.
        Optional<MailAddress> owner = mail.origin()
                .user()
                .filter(user -> directory.find(user).filter(Account::enabled).isPresent());
        if (owner.isEmpty()) {
            return new Outcome.Continue(mail);
        }
        // An id of its own: what is sent to oneself is stored twice.
        MailId id = mail.id().value().length() < 80 ? mail.id().child(0) : mail.id();
        Mail copy = mail.withId(id).withRecipients(List.of(Recipient.of(owner.get())));
        Outcome stored = new Outcome.Store(copy, folder, Flags.of(Set.of(SystemFlag.SEEN), Set.of()));
        return new Outcome.Split(List.of(
                stored,
                config.consume() ? new Outcome.Discard(mail, "stored for its sender") : new Outcome.Continue(mail)));
    }
}
