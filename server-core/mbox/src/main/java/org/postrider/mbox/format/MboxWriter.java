package org.postrider.mbox.format;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;

/// Writes messages into an mbox that other mail programs read, and that [MboxReader] gives back octet for octet, with
/// flags and dates. Confined to one thread.
public final class MboxWriter implements AutoCloseable {
    private static final int LF = '\n';

    private final OutputStream out;

    /// @param out best a buffered one; at its beginning or behind a whole message
    public MboxWriter(OutputStream out) {
        this.out = out;
    }

    /// Writes one message.
    ///
    /// @param sender an address for the `From ` line; [FromLine#NOBODY] where nobody is known
    /// @param content is read twice
    public void write(String sender, Instant date, Flags flags, Content content) throws IOException {
        ContentForm form = ContentForm.of(content);
        out.write(new FromLine(sender, date).octets());
        out.write(MessageTags.of(flags, content.size(), date.getEpochSecond(), form)
                .octets());
        MboxEncoder.write(content, form, out);
        out.write(LF);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
