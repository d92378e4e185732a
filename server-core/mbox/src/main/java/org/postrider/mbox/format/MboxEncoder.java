package org.postrider.mbox.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.postrider.api.mail.Content;

/// Writes a message's octets as they stand in an mbox: the way back is [MboxParser]. Confined to one thread.
public final class MboxEncoder {
    private static final byte[] CR = {'\r'};
    private static final byte[] LF = {'\n'};
    private static final byte[] QUOTE = {'>'};

    private final OutputStream out;
    private boolean inHeader = true;
    private boolean crHeld;

    private MboxEncoder(OutputStream out) {
        this.out = out;
    }

    /// @param form that of this content ([ContentForm#of])
    /// @param out stays open; gets all of the message but the empty line behind it
    public static void write(Content content, ContentForm form, OutputStream out) throws IOException {
        try (InputStream in = content.open()) {
            write(RawLines.of(in, content.size()), form, out);
        }
    }

    static void write(RawLines content, ContentForm form, OutputStream out) throws IOException {
        new MboxEncoder(out).write(content, form);
    }

    private void write(RawLines lines, ContentForm form) throws IOException {
        while (lines.next()) {
            if (inHeader && lines.begins()) {
                header(lines);
            }
            if (lines.quotable() >= 0) {
                releaseCr();
                out.write(QUOTE);
            }
            if (form.exact()) {
                out.write(lines.buffer(), lines.start(), lines.end() - lines.start());
            } else {
                text(lines);
            }
        }
        releaseCr();
        if (form.open()) {
            out.write(LF);
        }
    }

    private void header(RawLines lines) throws IOException {
        if (lines.isBlank()) {
            inHeader = false;
        } else if (PseudoHeader.of(lines.buffer(), lines.start(), lines.end()) != null
                || PseudoHeader.isKept(lines.buffer(), lines.start(), lines.end())) {
            out.write(PseudoHeader.KEPT);
        }
    }

    // Each LF has a CR before it, which stays away.
    private void text(RawLines lines) throws IOException {
        byte[] buffer = lines.buffer();
        int start = lines.start();
        int end = lines.end();
        if (lines.ends()) {
            if (end - start > 1) {
                releaseCr();
                out.write(buffer, start, end - start - 2);
            }
            crHeld = false;
            out.write(LF);
            return;
        }
        releaseCr();
        crHeld = buffer[end - 1] == '\r';
        out.write(buffer, start, end - start - (crHeld ? 1 : 0));
    }

    private void releaseCr() throws IOException {
        if (crHeld) {
            crHeld = false;
            out.write(CR);
        }
    }
}
