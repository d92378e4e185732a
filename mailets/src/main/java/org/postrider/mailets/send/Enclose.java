package org.postrider.mailets.send;

import java.util.Optional;
import org.postrider.api.mail.Mail;

/// How much of the mail a notice has inside.
enum Enclose {
    /// The whole message.
    MESSAGE,
    /// Its header.
    HEADS,
    /// Nothing.
    NONE;

    Optional<MessageText.Enclosed> of(Mail mail) {
        return switch (this) {
            case MESSAGE -> Optional.of(MessageText.Enclosed.message(mail));
            case HEADS -> Optional.of(MessageText.Enclosed.header(mail));
            case NONE -> Optional.empty();
        };
    }
}
