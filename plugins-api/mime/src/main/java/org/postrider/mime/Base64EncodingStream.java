package org.postrider.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Encodes in base64, in lines of 76 characters (RFC 2045 §6.8), with a line break between lines and none behind the
/// last. Confined to one thread.
final class Base64EncodingStream extends PieceStream {
    private static final int LINE_OCTETS = 57;
    private static final int LINES = 100;
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Base64.Encoder encoder = Base64.getMimeEncoder(76, CRLF);
    private boolean begun;

    Base64EncodingStream(InputStream in) {
        super(in);
    }

    @Override
    byte[] piece(InputStream from) throws IOException {
        byte[] encoded = encoder.encode(from.readNBytes(LINE_OCTETS * LINES));
        if (encoded.length == 0 || !begun) {
            begun = true;
            return encoded;
        }
        byte[] joined = new byte[CRLF.length + encoded.length];
        System.arraycopy(CRLF, 0, joined, 0, CRLF.length);
        System.arraycopy(encoded, 0, joined, CRLF.length, encoded.length);
        return joined;
    }
}
