package org.postrider.kernel.report;

import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;

/// Recipients of a mail that failed for one reason.
///
/// @param mail for those that failed alone
public record Failure(Mail mail, Reply reason) {
    // RFC 3461 §4.1: for whom the sender wants to know.
    Optional<Failure> told() {
        List<Recipient> told = mail.recipients().stream()
                .filter(recipient -> recipient.dsn().onFailure())
                .toList();
        return told.isEmpty() || mail.reversePath().isNull()
                ? Optional.empty()
                : Optional.of(new Failure(mail.withRecipients(told), reason));
    }
}
