package org.postrider.api.pipeline;

import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;

/// Says for which recipients of a mail a mailet is meant. The mail is split where it takes some of them.
///
/// Made like a [Mailet]; the text after `=` in `match="Name=condition"` is the first component of its configuration
/// record. Has no effect. Most matchers are a [MailMatcher] or a [RecipientMatcher].
public interface Matcher {
    /// @return those of `mail.recipients()` that match, in any order
    /// @throws Exception any fault: the mail goes where `onMatchException` says, by default to the `error`
    ///     processor
    List<Recipient> match(Mail mail) throws Exception;
}
