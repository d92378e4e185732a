package org.postrider.api.config;

import java.net.InetAddress;

/// A block of addresses in CIDR notation (RFC 4632): `192.0.2.0/24`, `2001:db8::/32`, or one address.
public record Network(InetAddress address, int prefixBits) {
    public Network {
        int bits = address.getAddress().length * Byte.SIZE;
        if (prefixBits < 0 || prefixBits > bits) {
            throw new IllegalArgumentException("/" + prefixBits + " is no prefix length: at most /" + bits);
        }
    }

    /// @throws IllegalArgumentException with a sentence that says how to write it; names are not looked up
    public static Network parse(String text) {
        String trimmed = text.strip();
        int slash = trimmed.indexOf('/');
        String host = slash < 0 ? trimmed : trimmed.substring(0, slash);
        try {
            InetAddress address = InetAddress.ofLiteral(host);
            int bits = address.getAddress().length * Byte.SIZE;
            return new Network(address, slash < 0 ? bits : Integer.parseInt(trimmed.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no number after the slash", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no network: write 192.0.2.0/24 or 2001:db8::/32", e);
        }
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((mine[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixBits;
    }
}
