package org.postrider.mailets.text;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.Mail;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SystemFlag;

/// What an earlier mailet said about how to store a mail, in attributes.
public final class StorageDirective {
    /// A mailbox, levels between slashes.
    public static final String MAILBOX_ATTRIBUTE = "mailets.mailbox";
    /// Flags and keywords between spaces.
    public static final String FLAGS_ATTRIBUTE = "mailets.flags";

    public static final String SEEN = "\\Seen";
    public static final String FLAGGED = "\\Flagged";

    private StorageDirective() {}

    /// The mailbox; what is no name of one is as if it were not there.
    public static Optional<MailboxName> mailbox(Mail mail) {
        try {
            return mail.attribute(MAILBOX_ATTRIBUTE).map(name -> MailboxName.parse(name, '/'));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public static Flags flags(Mail mail) {
        Set<SystemFlag> system = new HashSet<>();
        Set<Keyword> keywords = new HashSet<>();
        for (String word : mail.attribute(FLAGS_ATTRIBUTE).orElse("").split(" ")) {
            switch (word) {
                case "" -> {}
                case SEEN -> system.add(SystemFlag.SEEN);
                case FLAGGED -> system.add(SystemFlag.FLAGGED);
                default -> keyword(word).ifPresent(keywords::add);
            }
        }
        return Flags.of(system, keywords);
    }

    private static Optional<Keyword> keyword(String word) {
        try {
            return Optional.of(Keyword.of(word));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
