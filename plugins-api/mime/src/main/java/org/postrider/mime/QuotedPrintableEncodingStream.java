package org.postrider.mime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Encodes in quoted-printable (RFC 2045 §6.7): CRLF ends a line, a CR or LF alone is an octet like others. Confined to
/// one thread.
final class QuotedPrintableEncodingStream extends PieceStream {
    // RFC 2045 §6.7 (5): 76 characters, of which the last is the `=` of a soft line break.
    private static final int LINE_LENGTH_MAX = 75;
    private static final int PIECE_OCTETS = 4096;
    private static final String DIGITS = "0123456789ABCDEF";

    private int octet = -2;
    private int column;

    QuotedPrintableEncodingStream(InputStream in) {
        super(new BufferedInputStream(in));
    }

    @Override
    byte[] piece(InputStream from) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(PIECE_OCTETS + 16);
        if (octet == -2) {
            octet = from.read();
        }
        while (octet >= 0 && out.size() < PIECE_OCTETS) {
            int following = from.read();
            if (octet == '\r' && following == '\n') {
                out.write('\r');
                out.write('\n');
                column = 0;
                octet = from.read();
            } else {
                take(octet, following, out);
                octet = following;
            }
        }
        return out.toByteArray();
    }

    private void take(int one, int following, ByteArrayOutputStream out) {
        // RFC 2045 §6.7 (3): no space at the end of a line.
        boolean space = (one == ' ' || one == '\t') && following >= 0 && following != '\r';
        boolean literal = space || (one > ' ' && one < 0x7f && one != '=');
        int length = literal ? 1 : 3;
        if (column + length > LINE_LENGTH_MAX) {
            out.write('=');
            out.write('\r');
            out.write('\n');
            column = 0;
        }
        column += length;
        if (literal) {
            out.write(one);
        } else {
            out.write('=');
            out.write(DIGITS.charAt(one >> 4));
            out.write(DIGITS.charAt(one & 0xf));
        }
    }
}
