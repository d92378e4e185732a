package org.postrider.api.store;

import java.io.IOException;
import org.postrider.api.mail.Content;

/// Something computed from a message's octets that is asked for again and again: the store computes it when the message
/// arrives, keeps it beside the message and gives it back as it is. Stateless, thread-safe.
public interface DerivedField {
    /// Unique, lower case with `-`; with a number that changes where the bytes' form does: `imap-structure-1`.
    String name();

    /// @return any octets; never fails for what a message contains
    /// @throws IOException where the content cannot be read
    byte[] derive(Content content) throws IOException;
}
