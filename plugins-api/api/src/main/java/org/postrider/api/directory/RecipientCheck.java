package org.postrider.api.directory;

import org.postrider.api.mail.MailAddress;

/// The question at RCPT: is this recipient ours?
public interface RecipientCheck {
    Verdict check(MailAddress recipient);

    enum Verdict {
        /// An account or alias here.
        LOCAL,
        /// The domain is local and knows no such recipient.
        UNKNOWN_USER,
        /// The account is disabled.
        DISABLED,
        /// Another host's domain.
        REMOTE
    }
}
