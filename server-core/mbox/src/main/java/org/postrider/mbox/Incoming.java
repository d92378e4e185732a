package org.postrider.mbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Mailbox;
import org.postrider.mbox.format.ContentForm;
import org.postrider.mbox.format.FromLine;

/// What is found out of a message before the mailbox is locked for it.
///
/// @param fields derived ones
record Incoming(Mailbox.NewMessage message, FromLine from, ContentForm form, Map<String, byte[]> fields) {
    private static final String RETURN_PATH = "return-path:";
    private static final int HEAD_OCTETS = 600;

    static Incoming of(Mailbox.NewMessage message, Instant date, Map<String, byte[]> fields) throws IOException {
        Content content = message.content();
        return new Incoming(message, new FromLine(sender(content), date), ContentForm.of(content), fields);
    }

    // RFC 5321 §4.4: final delivery puts the reverse-path at the top of the message
    private static String sender(Content content) throws IOException {
        try (InputStream in = content.open()) {
            String head = new String(in.readNBytes(HEAD_OCTETS), StandardCharsets.ISO_8859_1);
            int end = head.indexOf('>');
            int start = head.indexOf('<');
            boolean given = head.toLowerCase(Locale.ROOT).startsWith(RETURN_PATH)
                    && start > 0
                    && end > start + 1
                    && end < head.indexOf('\n');
            return given ? head.substring(start + 1, end) : FromLine.NOBODY;
        }
    }
}
