package org.postrider.mbox.format;

import java.io.IOException;
import java.io.InputStream;
import org.postrider.api.mail.Content;

/// How a message stands in the file, so that its octets can come back as they were.
///
/// @param exact line breaks are as the message has them, because not all of them are CRLF; else each CRLF is an LF
/// @param open the message's last line is not ended: the LF behind it is the file's
public record ContentForm(boolean exact, boolean open) {
    /// Of messages that other programs put there.
    public static final ContentForm TEXT = new ContentForm(false, false);

    /// The form that a message needs.
    public static ContentForm of(Content content) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        boolean exact = false;
        int before = 0;
        int last = '\n';
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    // Without a CR, or with two of them, LF would come back as something else.
                    exact |= buffer[i] == '\n' && (last != '\r' || before == '\r');
                    before = last;
                    last = buffer[i];
                }
            }
        }
        return new ContentForm(exact, last != '\n');
    }
}
