package org.postrider.kernel.ledger;

import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Route;

/// What has to be done next with a mail.
public sealed interface Stage {
    /// The attribute of a mail that has been delivered, or tried, under another id: that id.
    String DELIVERY_ATTRIBUTE = "postrider.delivery-id";

    /// The id by which deliveries of the mail are named, whatever its present id: a delivery that is
    /// repeated keeps it.
    static MailId deliveryId(Mail mail) {
        return mail.attribute(DELIVERY_ATTRIBUTE).map(MailId::new).orElseGet(mail::id);
    }

    /// What a recipient waits for, for people and for the queue, which takes mails with the same in turn:
    /// `TRANSPORT:DOMAIN` or `TRANSPORT:HOSTS`, `processor:NAME`, or `mailbox:NAME`.
    String destination(Recipient recipient);

    /// Run it through a processor of the pipeline.
    record Processing(String processor) implements Stage {
        @Override
        public String destination(Recipient recipient) {
            return "processor:" + processor;
        }
    }

    /// Hand it to another host.
    record Relaying(Route route) implements Stage {
        @Override
        public String destination(Recipient recipient) {
            String where = route.hosts().isEmpty()
                    ? recipient.address().domain().name()
                    : route.hosts().toString();
            return route.transport() + ":" + where;
        }
    }

    /// Store it in a mailbox of each recipient, again: the power failed before the store had it on the disk.
    record Storing(MailboxName mailbox, Flags flags) implements Stage {
        @Override
        public String destination(Recipient recipient) {
            return "mailbox:" + mailbox;
        }
    }
}
