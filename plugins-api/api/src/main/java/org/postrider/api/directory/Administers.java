package org.postrider.api.directory;

import org.postrider.api.mail.MailAddress;

/// Whose accounts somebody looks after.
public enum Administers {
    NOBODY,
    /// The accounts of the own domain.
    DOMAIN,
    /// All accounts of the server.
    EVERYBODY;

    /// Whether an account is one of these.
    public boolean reaches(MailAddress administrator, MailAddress account) {
        return switch (this) {
            case NOBODY -> false;
            case DOMAIN -> administrator.domain().equals(account.domain());
            case EVERYBODY -> true;
        };
    }
}
