package org.postrider.mbox.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Copies a message as it stands in an mbox, with other fields of the mailbox's own: used once. Confined to one thread.
public final class MessageCopier {
    private final RawLines lines;
    private final OutputStream out;
    private boolean inHeader = true;
    private boolean skips;
    private @Nullable PseudoHeader lastOwn;
    private boolean ended = true;
    private boolean endedBlank;

    private MessageCopier(RawLines lines, OutputStream out) {
        this.lines = lines;
        this.out = out;
    }

    /// @param raw the message from its `From ` line to its end
    /// @param length of it
    /// @param out gets a whole message, with the empty line at its end
    public static void copy(InputStream raw, long length, MessageTags tags, OutputStream out) throws IOException {
        new MessageCopier(RawLines.of(raw, length), out).copy(tags);
    }

    private void copy(MessageTags tags) throws IOException {
        boolean more = lines.next();
        while (more && !lines.ends()) {
            write();
            more = lines.next();
        }
        if (more) {
            write();
        } else {
            out.write('\n');
        }
        out.write(tags.octets());
        while (lines.next()) {
            line();
        }
        if (!ended) {
            out.write('\n');
        }
        if (!endedBlank) {
            out.write('\n');
        }
    }

    private void line() throws IOException {
        if (lines.begins()) {
            endedBlank = lines.isBlank();
            inHeader &= !endedBlank;
            skips = inHeader && isOwn();
        }
        if (!skips) {
            write();
            ended = lines.ends();
        }
    }

    // As MboxParser sees it.
    private boolean isOwn() {
        byte[] buffer = lines.buffer();
        PseudoHeader header = PseudoHeader.of(buffer, lines.start(), lines.end());
        boolean space = buffer[lines.start()] == ' ' || buffer[lines.start()] == '\t';
        if (header == null && space && lastOwn != null && lastOwn != PseudoHeader.POSTRIDER) {
            return true;
        }
        lastOwn = header;
        return header != null;
    }

    private void write() throws IOException {
        out.write(lines.buffer(), lines.start(), lines.end() - lines.start());
    }
}
