package org.postrider.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.postrider.protocol.LineBreaks;

/// Looks at the header of a message that streams through: counts its Received fields, takes down who it says it is
/// from,
/// and adds at its end what is missing. The body passes untouched and unlooked at.
///
/// Of the header only the name of the field that is being read and the From fields are kept. Of one that is too large
/// nothing more is passed on, nor of the body behind it. Used once; confined to one thread.
final class HeaderGate extends OutputStream {
    // RFC 5322 §2.1.1: no line is longer, so no name is.
    private static final int NAME_OCTETS_MAX = 998;
    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream out;
    private final Additions additions;
    private final long headerOctetsMax;
    private final boolean closed;

    private long headerOctets;
    private boolean inHeader = true;
    private boolean inName = true;
    private boolean anyField;

    /// The name being read; its octets have not been passed on.
    private final byte[] name = new byte[NAME_OCTETS_MAX];

    private int nameLength;

    private int receivedFields;
    private boolean date;
    private boolean messageId;
    private boolean inFrom;
    private final ByteArrayOutputStream from = new ByteArrayOutputStream();

    /// @param closed whether a header that ends at a line which is no field gets an empty line, so that nobody takes
    ///     what follows for fields
    HeaderGate(OutputStream out, Additions additions, long headerOctetsMax, boolean closed) {
        this.out = out;
        this.additions = additions;
        this.headerOctetsMax = headerOctetsMax;
        this.closed = closed;
    }

    /// What is to be added to a header.
    @FunctionalInterface
    interface Additions {
        /// @return whole fields with their line breaks, or nothing
        String fields(boolean hasDate, boolean hasMessageId);
    }

    int receivedFields() {
        return receivedFields;
    }

    /// True where what has come of the header is more than it may be.
    boolean tooLarge() {
        return headerOctets > headerOctetsMax;
    }

    /// The values of all From fields as they came, each behind its colon, but for what is not US-ASCII or UTF-8.
    String from() {
        return from.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (tooLarge()) {
            return;
        }
        int passed = offset;
        if (inHeader) {
            passed = readHeader(octets, offset, offset + length);
            headerOctets += inHeader ? length : passed - offset;
        }
        pass(octets, passed, offset + length);
    }

    /// The message is complete.
    void finish() throws IOException {
        if (inHeader) {
            endHeader(nameLength == 0);
        }
    }

    // Returns from where on nothing has been passed on.
    private int readHeader(byte[] octets, int from, int to) throws IOException {
        int start = from;
        int i = from;
        while (i < to) {
            byte octet = octets[i];
            if (!inName) {
                int lineFeed = LineBreaks.nextLineFeed(octets, i, to);
                inName = lineFeed >= 0;
                i = inName ? lineFeed + 1 : to;
            } else if (isNameOctet(octet)) {
                pass(octets, start, i);
                name[nameLength++] = octet;
                start = ++i;
            } else if (octet == ':' && nameLength > 0) {
                passField();
                i++;
            } else if ((octet == ' ' || octet == '\t') && anyField && nameLength == 0) {
                // RFC 5322 §2.2.3: the line belongs to the field before.
                inName = false;
                i++;
            } else {
                pass(octets, start, i);
                endHeader(octet == '\r' && nameLength == 0);
                return i;
            }
        }
        return start;
    }

    // RFC 5322 §3.6.8; §4.5 allows space before the colon.
    private boolean isNameOctet(byte octet) {
        boolean space = nameLength > 0 && (octet == ' ' || octet == '\t');
        return (space || (octet > ' ' && octet < 0x7f && octet != ':')) && nameLength < NAME_OCTETS_MAX;
    }

    private void passField() throws IOException {
        int length = nameLength;
        while (name[length - 1] == ' ' || name[length - 1] == '\t') {
            length--;
        }
        inFrom = length == 4 && nameIs("from");
        switch (length) {
            case 4 -> date |= nameIs("date");
            case 8 -> receivedFields += nameIs("received") ? 1 : 0;
            case 10 -> messageId |= nameIs("message-id");
            default -> {
                // Not one of those.
            }
        }
        out.write(name, 0, nameLength);
        nameLength = 0;
        inName = false;
        anyField = true;
    }

    private boolean nameIs(String other) {
        return new String(name, 0, other.length(), StandardCharsets.US_ASCII).equalsIgnoreCase(other);
    }

    private void endHeader(boolean separated) throws IOException {
        inHeader = false;
        byte[] added = additions.fields(date, messageId).getBytes(StandardCharsets.US_ASCII);
        pass(added, 0, added.length);
        if ((added.length > 0 || closed) && !separated) {
            // What follows is body at once: the empty line is missing.
            pass(CRLF, 0, CRLF.length);
        }
        pass(name, 0, nameLength);
    }

    private void pass(byte[] octets, int start, int end) throws IOException {
        if (start < end) {
            out.write(octets, start, end - start);
            if (inHeader && inFrom) {
                from.write(octets, start, end - start);
            }
        }
    }
}
