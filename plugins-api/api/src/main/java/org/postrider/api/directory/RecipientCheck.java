package org.postrider.api.directory;

import java.util.Optional;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;

/// The question at RCPT: is this recipient ours? Where the directory cannot answer now, all of it throws
/// [DirectoryUnavailableException].
public interface RecipientCheck {
    Verdict check(MailAddress recipient);

    /// The same for a message of which the sender said how large it is.
    ///
    /// @param octets 0 where that is not known
    default Verdict check(MailAddress recipient, long octets) {
        return check(recipient);
    }

    /// The reply that the rewrite table wants to be given at once, whatever [#check] says: an entry refuses the
    /// address,
    /// or its entries lead in a circle.
    default Optional<Reply> refusal(MailAddress recipient) {
        return Optional.empty();
    }

    /// True for a domain of another host for which this server takes mail from everybody, as a boundary server or
    /// a backup MX does, whether it has such a recipient or not.
    default boolean isRelayed(Domain domain) {
        return false;
    }

    enum Verdict {
        /// An account or alias here.
        LOCAL,
        /// The domain is local and knows no such recipient.
        UNKNOWN_USER,
        /// The account is disabled.
        DISABLED,
        /// The account is as full as it may be; later there may be room.
        OVER_QUOTA,
        /// The message is larger than all that the account may hold.
        TOO_LARGE,
        /// Another host's domain, for which this server takes mail from everybody to hand it on there.
        RELAYED,
        /// Another host's domain.
        REMOTE
    }
}
