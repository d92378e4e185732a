package org.postrider.pop3;

import java.io.IOException;
import java.io.InputStream;
import org.postrider.api.mail.Content;

/// Tells whether a header has octets beyond US-ASCII (RFC 6532).
final class Utf8Header {
    /// A header that is longer counts as far as this.
    private static final int OCTETS_MAX = 256 * 1024;

    private Utf8Header() {}

    static boolean isIn(Content content) throws IOException {
        byte[] start;
        try (InputStream in = content.open()) {
            start = in.readNBytes(OCTETS_MAX);
        }
        boolean lineHasText = false;
        for (byte octet : start) {
            if (octet < 0) {
                return true;
            }
            if (octet == '\n') {
                if (!lineHasText) {
                    return false;
                }
                lineHasText = false;
            } else if (octet != '\r') {
                lineHasText = true;
            }
        }
        return false;
    }
}
