package org.postrider.api.mail;

/// One recipient of a mail, and what the sender wants to know of its fate.
public record Recipient(MailAddress address, DsnRequest dsn) {
    public static Recipient of(MailAddress address) {
        return new Recipient(address, DsnRequest.DEFAULT);
    }

    /// The same request for another address, as an alias makes it.
    public Recipient withAddress(MailAddress other) {
        return new Recipient(other, dsn);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
