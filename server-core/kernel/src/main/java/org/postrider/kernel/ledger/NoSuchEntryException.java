package org.postrider.kernel.ledger;

import java.io.IOException;
import java.io.Serial;
import org.postrider.api.mail.MailId;

/// The entry that was to be replaced is not there: somebody deleted or replaced it.
final class NoSuchEntryException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    NoSuchEntryException(MailId id) {
        super(id + " is not in the spool any more");
    }
}
