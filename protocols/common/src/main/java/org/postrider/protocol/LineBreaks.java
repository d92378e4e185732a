package org.postrider.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds line breaks eight octets at a time.
public final class LineBreaks {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';

    private LineBreaks() {}

    /// The index of the first CR or LF in `octets` from `from` on and before `to`, or `to` where there is none.
    public static int next(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(octets, i);
            long found = zeroOctets(word ^ LINE_FEEDS) | zeroOctets(word ^ CARRIAGE_RETURNS);
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < to && octets[i] != '\n' && octets[i] != '\r') {
            i++;
        }
        return i;
    }

    /// The index of the first LF in `octets` from `from` on and before `to`, or -1.
    public static int nextLineFeed(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long found = zeroOctets((long) WORDS.get(octets, i) ^ LINE_FEEDS);
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < to && octets[i] != '\n') {
            i++;
        }
        return i < to ? i : -1;
    }

    /// True where an octet from `from` on and before `to` is not US-ASCII.
    public static boolean hasHighOctet(byte[] octets, int from, int to) {
        long all = 0;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            all |= (long) WORDS.get(octets, i);
        }
        for (; i < to; i++) {
            all |= octets[i];
        }
        return (all & HIGHS) != 0;
    }

    // The high bit of each octet of `word` that is zero; the lowest one found is exact, those above it may not be.
    private static long zeroOctets(long word) {
        return (word - ONES) & ~word & HIGHS;
    }
}
