package org.postrider.mime;

import java.io.IOException;
import java.io.InputStream;
import org.postrider.api.mail.Content;

/// What kinds of octets a content has (RFC 2045 §2.7 to §2.9).
///
/// @param size in octets
/// @param high how many are not US-ASCII
/// @param binary true where it has NUL, a CR or LF alone, or a line of more than 998 octets
record OctetTraits(long size, long high, boolean binary) {
    private static final int LINE_OCTETS_MAX = 998;
    private static final int BUFFER_SIZE = 16 * 1024;

    static OctetTraits of(Content content) throws IOException {
        long high = 0;
        boolean binary = false;
        int line = 0;
        boolean carriageReturn = false;
        byte[] buffer = new byte[BUFFER_SIZE];
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    byte octet = buffer[i];
                    boolean lineFeed = octet == '\n';
                    binary |= carriageReturn != lineFeed || octet == 0 || line > LINE_OCTETS_MAX;
                    line = lineFeed ? 0 : line + (octet == '\r' ? 0 : 1);
                    carriageReturn = octet == '\r';
                    high += octet < 0 ? 1 : 0;
                }
            }
        }
        return new OctetTraits(content.size(), high, binary || carriageReturn || line > LINE_OCTETS_MAX);
    }

    boolean fits(Downgrade.Level level) {
        return !binary && (high == 0 || level == Downgrade.Level.EIGHT_BIT);
    }

    /// True where quoted-printable is the shorter one and can be read: each octet that is quoted becomes three.
    boolean isMostlyText() {
        return high * 6 < size;
    }
}
