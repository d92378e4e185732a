package org.postrider.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import org.postrider.api.mail.Content;
import org.postrider.protocol.LineBreaks;

/// Lines that are longer than SMTP allows (RFC 5321 §4.5.3.1.6): 998 octets, the CRLF aside.
final class LongLines {
    private static final int OCTETS_MAX = 998 + 2;
    private static final int BUFFER_OCTETS = 16 * 1024;

    private LongLines() {}

    static boolean in(Content content) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER_OCTETS, content.size())];
        long line = 0;
        try (InputStream octets = content.open()) {
            for (int count = octets.read(buffer); count > 0; count = octets.read(buffer)) {
                int start = 0;
                for (int end = LineBreaks.nextLineFeed(buffer, 0, count);
                        end >= 0;
                        end = LineBreaks.nextLineFeed(buffer, start, count)) {
                    if (line + end + 1 - start > OCTETS_MAX) {
                        return true;
                    }
                    line = 0;
                    start = end + 1;
                }
                line += count - start;
                if (line > OCTETS_MAX) {
                    return true;
                }
            }
        }
        return false;
    }
}
