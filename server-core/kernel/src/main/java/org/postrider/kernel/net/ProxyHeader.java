package org.postrider.kernel.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What a proxy says first of the connection that it hands on: the PROXY protocol of HAProxy, version 1 (a line) and 2
/// (octets). Pure.
sealed interface ProxyHeader {
    /// Version 1's longest line, its line break included.
    int LINE_OCTETS_MAX = 107;
    /// More than any proxy sends, with all its extras.
    int BINARY_OCTETS_MAX = 4096;

    /// More has to come.
    record Incomplete() implements ProxyHeader {}

    /// It is none.
    record Bad(String reason) implements ProxyHeader {}

    /// @param client for whom the proxy speaks; empty where it speaks for itself
    /// @param octets how long it was
    record Whole(Optional<InetAddress> client, int octets) implements ProxyHeader {}

    /// @param length how many of the octets are there so far
    static ProxyHeader parse(byte[] octets, int length) {
        int common = Math.min(length, Binary.SIGNATURE.length);
        if (Arrays.equals(octets, 0, common, Binary.SIGNATURE, 0, common)) {
            return length < Binary.FIXED_OCTETS ? new Incomplete() : Binary.parse(octets, length);
        }
        return Line.parse(octets, length);
    }

    /// Version 2.
    final class Binary {
        private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
        };
        private static final int FIXED_OCTETS = 16;
        private static final int LOCAL = 0x20;
        private static final int PROXY = 0x21;
        private static final int IPV4 = 0x1;
        private static final int IPV6 = 0x2;
        private static final int PORTS_OCTETS = 4;

        private Binary() {}

        private static ProxyHeader parse(byte[] octets, int length) {
            int command = octets[12] & 0xff;
            int rest = (octets[14] & 0xff) << 8 | (octets[15] & 0xff);
            if (command != LOCAL && command != PROXY) {
                return new Bad("it is neither LOCAL nor PROXY of version 2");
            }
            if (rest > BINARY_OCTETS_MAX) {
                return new Bad("it is longer than " + BINARY_OCTETS_MAX + " octets");
            }
            if (length < FIXED_OCTETS + rest) {
                return new Incomplete();
            }
            int family = (octets[13] & 0xff) >> 4;
            int address = family == IPV4 ? 4 : family == IPV6 ? 16 : 0;
            // Of other families, such as a Unix socket, and of itself, the proxy says nothing of use.
            if (command == LOCAL || address == 0) {
                return new Whole(Optional.empty(), FIXED_OCTETS + rest);
            }
            if (rest < 2 * address + PORTS_OCTETS) {
                return new Bad("its addresses are cut off");
            }
            try {
                byte[] source = Arrays.copyOfRange(octets, FIXED_OCTETS, FIXED_OCTETS + address);
                return new Whole(Optional.of(InetAddress.getByAddress(source)), FIXED_OCTETS + rest);
            } catch (UnknownHostException e) {
                return new Bad(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Version 1.
    final class Line {
        private static final byte[] START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
        private static final int WORDS = 6;

        private Line() {}

        private static ProxyHeader parse(byte[] octets, int length) {
            int common = Math.min(length, START.length);
            if (!Arrays.equals(octets, 0, common, START, 0, common)) {
                return new Bad("the connection does not begin with PROXY");
            }
            int seen = Math.min(length, LINE_OCTETS_MAX);
            for (int i = 1; i < seen; i++) {
                if (octets[i] == '\n') {
                    return octets[i - 1] == '\r'
                            ? words(new String(octets, 0, i - 1, StandardCharsets.US_ASCII), i + 1)
                            : new Bad("its line ends without CR");
                }
            }
            return seen < LINE_OCTETS_MAX ? new Incomplete() : new Bad("its line is too long");
        }

        private static ProxyHeader words(String line, int octets) {
            String[] words = line.split(" ", -1);
            if (words[1].equals("UNKNOWN")) {
                return new Whole(Optional.empty(), octets);
            }
            if (!(words[1].equals("TCP4") || words[1].equals("TCP6")) || words.length != WORDS) {
                return new Bad("its line is not PROXY TCP4|TCP6 SOURCE DESTINATION PORT PORT");
            }
            try {
                return new Whole(Optional.of(InetAddress.ofLiteral(words[2])), octets);
            } catch (IllegalArgumentException e) {
                return new Bad("its source is no address");
            }
        }
    }
}
