package org.postrider.api.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// The octets of a message (RFC 5322), which can be read again and again and never change.
///
/// Thread-safe. A content given to a mailet, a transport or a store is readable until the call returns.
public interface Content {
    /// In octets.
    long size();

    /// A new stream from the first octet. The caller closes it.
    InputStream open() throws IOException;

    /// Writes all octets to `out`, which stays open.
    default void writeTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    /// All octets at once.
    ///
    /// @throws IOException where there are more than `octetsMax`: a large message is to be streamed
    default byte[] readAll(int octetsMax) throws IOException {
        if (size() > octetsMax) {
            throw new IOException("the message has " + size() + " octets, more than " + octetsMax);
        }
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    /// The contents that this one is put together from, in order; itself where it is none. Lets a spool
    /// keep parts that it
    /// has already instead of copying them.
    default List<Content> parts() {
        return List.of(this);
    }

    /// The octets from `offset` (0-based) on, `length` of them.
    default Content slice(long offset, long length) {
        return Contents.slice(this, offset, length);
    }

    /// The array itself, which must not change from now on.
    static Content of(byte[] octets) {
        return Contents.of(octets);
    }

    /// The parts one after the other; nothing is copied.
    static Content concat(List<Content> parts) {
        return Contents.concat(parts);
    }
}
