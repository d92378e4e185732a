package org.postrider.mbox.format;

import java.io.InputStream;
import java.time.Instant;
import org.postrider.api.store.Flags;

/// A message that comes out of an mbox.
///
/// @param sender of the `From ` line
/// @param date the internal date: what the mailbox kept, or that of the `From ` line
/// @param flags what other fields of the mailbox's say
/// @param content the octets, with CRLF; to be read before the next message is asked for. Need not be closed
public record MboxMessage(String sender, Instant date, Flags flags, InputStream content) {}
