package org.postrider.mailets.send;

import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Outcome;

/// Makes mails of a mail.
///
/// What is made runs through the processor `root`, where the mailet that made it may stand: each mailet marks what it
/// makes
/// and lets it pass, so that it never makes something of its own again.
final class Copies {
    private static final String MARK_ATTRIBUTE = "mailets.sent-by";
    // As an alias: the server's configuration sends it on, so it may leave for other hosts.
    private static final String REWRITTEN_ATTRIBUTE = "postrider.rewritten";
    private static final int ID_LENGTH_MAX = 70;

    private final String mark;

    /// @param mailet its name
    /// @param config tells its places apart
    Copies(String mailet, Record config) {
        this.mark = mailet + "-" + Integer.toHexString(config.toString().hashCode());
    }

    /// True where the mail was made by this mailet, at whatever distance.
    boolean isOwn(Mail mail) {
        return mail.attribute(MARK_ATTRIBUTE)
                .filter(marks -> (" " + marks + " ").contains(" " + mark + " "))
                .isPresent();
    }

    /// The mail for others, who get it in its own right: under an id of its own, because a mailbox knows by it what it
    /// has already.
    Outcome send(Mail mail, List<MailAddress> recipients) {
        Mail copy = mail.withId(idOf(mail))
                .withRecipients(
                        recipients.stream().distinct().map(Recipient::of).toList())
                .withAttribute(MARK_ATTRIBUTE, marks(mail))
                .withAttribute(REWRITTEN_ATTRIBUTE, "true");
        return new Outcome.ToProcessor(copy, "root");
    }

    /// The same in every run, so that what was stored before a crash is known again.
    private MailId idOf(Mail mail) {
        String base = mail.id().value();
        int hash = mark.hashCode() & Integer.MAX_VALUE;
        return base.length() <= ID_LENGTH_MAX
                ? mail.id().child(hash)
                : new MailId(
                        base.substring(0, ID_LENGTH_MAX - 12) + "-" + ((base + mark).hashCode() & Integer.MAX_VALUE));
    }

    private String marks(Mail mail) {
        return mail.attribute(MARK_ATTRIBUTE).map(marks -> marks + " " + mark).orElse(mark);
    }

    /// The mail goes on or not, and the copy beside it.
    static Outcome beside(Mail mail, boolean passThrough, Outcome copy) {
        Outcome rest = passThrough ? new Outcome.Continue(mail) : new Outcome.Expanded(mail);
        return new Outcome.Split(List.of(rest, copy));
    }
}
