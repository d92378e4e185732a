package org.postrider.mime;

import java.io.IOException;
import java.io.InputStream;

/// Puts a question mark in the place of each octet that is not US-ASCII, or NUL. Confined to one thread.
final class MaskedStream extends PieceStream {
    private static final int PIECE_OCTETS = 4096;

    MaskedStream(InputStream in) {
        super(in);
    }

    @Override
    byte[] piece(InputStream from) throws IOException {
        byte[] octets = from.readNBytes(PIECE_OCTETS);
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] <= 0) {
                octets[i] = '?';
            }
        }
        return octets;
    }
}
