package org.postrider.api.mail;

import java.util.List;

/// The envelope of RFC 5321: whom to tell, whom to deliver to, how.
public record Envelope(ReversePath reversePath, List<Recipient> recipients, MailParameters parameters) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope has at least one recipient");
        }
    }

    public static Envelope of(ReversePath reversePath, List<Recipient> recipients) {
        return new Envelope(reversePath, recipients, MailParameters.DEFAULT);
    }
}
