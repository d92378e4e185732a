package org.postrider.smtp.client;

import java.io.IOException;
import java.io.OutputStream;
import org.postrider.protocol.LineBreaks;

/// Makes a message fit for the wire: a dot before each line that begins with one (RFC 5321 §4.5.2), and CRLF in the
/// place of a CR or LF that stands alone, since some host might take it for the end of a line; no NUL at a line's
/// start. Confined to one thread.
final class DotStuffer extends OutputStream {
    private static final byte[] DOT = {'.'};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LF = {'\n'};
    private static final byte[] END = {'.', '\r', '\n'};

    private final OutputStream out;
    private State state = State.LINE_START;

    private enum State {
        LINE_START,
        TEXT,
        CR
    }

    DotStuffer(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int to = offset + length;
        int start = offset;
        int i = offset;
        while (i < to) {
            switch (state) {
                case LINE_START -> {
                    if (octets[i] == 0) {
                        // RFC 2045 §2.8: NUL has no place in a line, and a host that drops it would see the dot first.
                        out.write(octets, start, i - start);
                        start = ++i;
                        continue;
                    }
                    if (octets[i] == '.') {
                        start = pass(octets, start, i, DOT);
                    }
                    state = State.TEXT;
                }
                case TEXT -> {
                    i = LineBreaks.next(octets, i, to);
                    if (i < to && octets[i] == '\r') {
                        state = State.CR;
                        i++;
                    } else if (i < to) {
                        pass(octets, start, i, CRLF);
                        start = ++i;
                        state = State.LINE_START;
                    }
                }
                case CR -> {
                    if (octets[i] == '\n') {
                        i++;
                    } else {
                        start = pass(octets, start, i, LF);
                    }
                    state = State.LINE_START;
                }
            }
        }
        out.write(octets, start, to - start);
    }

    /// Ends the last line where it has no end, and the message.
    void end() throws IOException {
        switch (state) {
            case LINE_START -> {
                // The last line has its end.
            }
            case TEXT -> out.write(CRLF);
            case CR -> out.write(LF);
        }
        out.write(END);
    }

    private int pass(byte[] octets, int from, int to, byte[] added) throws IOException {
        out.write(octets, from, to - from);
        out.write(added);
        return to;
    }
}
