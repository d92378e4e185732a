package org.postrider.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Decodes base64 (RFC 2045 §6.8), tolerant of what is wrong with it: foreign octets are passed over, and behind
/// padding it begins anew. Confined to one thread.
final class Base64Stream extends DecodingStream {
    private static final int FOREIGN = -1;

    private int bits;
    private int digits;

    Base64Stream(InputStream in) {
        super(in);
    }

    private Base64Stream(byte[] text) {
        super(new ByteArrayInputStream(text), text.length);
    }

    static byte[] decode(byte[] text) {
        try (InputStream in = new Base64Stream(text)) {
            return in.readNBytes(text.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    int decode(byte[] from, int count, byte[] to) {
        int length = 0;
        for (int i = 0; i < count; i++) {
            int digit = digit(from[i]);
            if (digit != FOREIGN) {
                bits = bits << 6 | digit;
                if (++digits == 4) {
                    to[length++] = (byte) (bits >> 16);
                    to[length++] = (byte) (bits >> 8);
                    to[length++] = (byte) bits;
                    digits = 0;
                }
            } else if (from[i] == '=') {
                length = finish(to, length);
            }
        }
        return length;
    }

    @Override
    int finish(byte[] to) {
        return finish(to, 0);
    }

    // Two digits hold one octet, three hold two.
    private int finish(byte[] to, int from) {
        int length = from;
        if (digits == 2) {
            to[length++] = (byte) (bits >> 4);
        } else if (digits == 3) {
            to[length++] = (byte) (bits >> 10);
            to[length++] = (byte) (bits >> 2);
        }
        digits = 0;
        return length;
    }

    private static int digit(byte octet) {
        if (octet >= 'A' && octet <= 'Z') {
            return octet - 'A';
        }
        if (octet >= 'a' && octet <= 'z') {
            return octet - 'a' + 26;
        }
        if (octet >= '0' && octet <= '9') {
            return octet - '0' + 52;
        }
        return octet == '+' ? 62 : octet == '/' ? 63 : FOREIGN;
    }
}
