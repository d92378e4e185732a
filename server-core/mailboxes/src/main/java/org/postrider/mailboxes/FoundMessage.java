package org.postrider.mailboxes;

import java.time.Instant;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;

/// A message that is to be imported.
///
/// @param date when it arrived; empty where the source does not know
/// @param content readable until the sink's call returns; line breaks as CRLF
record FoundMessage(Flags flags, Optional<Instant> date, Content content) {}
