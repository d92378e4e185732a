package org.postrider.api.store;

import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;

/// The name of one delivery, of a mail to a recipient: a delivery that is repeated after a crash is recognised by it.
public record DeliveryName(MailId mail, MailAddress recipient) {}
