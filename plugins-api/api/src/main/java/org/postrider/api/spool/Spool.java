package org.postrider.api.spool;

import java.io.IOException;
import java.io.OutputStream;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Origin;

/// Takes responsibility for mail: what it has accepted is delivered or reported, whatever happens to the server.
public interface Spool {
    /// Begins a message.
    ///
    /// @throws IOException where there is no room now (disk full, spool too long): answer `452 4.3.1`
    Draft begin() throws IOException;

    /// A message on its way in. Confined to one thread.
    interface Draft extends AutoCloseable {
        /// The id that the mail will have, for Received and replies.
        MailId id();

        /// Where the content goes, line breaks as CRLF, transparency removed. Small content stays in
        /// memory, larger
        /// goes to a file; a write fails with `IOException` where the disk is full.
        OutputStream content();

        /// Octets written so far.
        long size();

        /// Makes the mail durable and returns. From here on it is the server's: `250` may be said.
        ///
        /// @throws IOException where that is not certain: answer 4yz
        MailId accept(Envelope envelope, Origin origin) throws IOException;

        /// Forgets the message unless it was accepted.
        @Override
        void close();
    }
}
