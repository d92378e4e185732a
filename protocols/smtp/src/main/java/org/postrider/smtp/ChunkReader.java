package org.postrider.smtp;

import java.io.OutputStream;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.protocol.LineBreaks;
import org.postrider.protocol.WireInput;

/// Reads the pieces of a message that BDAT announces (RFC 3030 §2): so many octets, whatever they are, without
/// transparency. Used for one message; confined to the session thread.
///
/// A message that MAIL did not call binary consists of lines: there a CR or LF alone is treated as after DATA, also
/// where
/// a piece ends between the two of a CRLF.
final class ChunkReader extends IncomingContent {
    private final WireInput input;
    private final boolean binary;
    private boolean carriageReturn;

    ChunkReader(WireInput input, OutputStream out, ContentRules rules, boolean binary) {
        super(out, binary ? rules.binary() : rules);
        this.input = input;
        this.binary = binary;
    }

    /// Reads one piece. Waits for the peer where it has not come yet.
    void read(long size, MinimumRate rate) throws ConnectionEndedException {
        long left = size;
        while (left > 0) {
            input.block();
            int from = input.position();
            int to = (int) Math.min(input.end(), from + left);
            rate.count(to - from);
            if (binary) {
                handOn(input.buffer(), from, to);
            } else {
                lines(input.buffer(), from, to);
            }
            input.position(to);
            left -= to - from;
        }
    }

    /// There are no more pieces.
    void end() {
        if (carriageReturn) {
            carriageReturn = false;
            bareLineBreak(LF);
        }
    }

    /// Reads a piece that nobody wants.
    static void discard(WireInput input, long size, MinimumRate rate) throws ConnectionEndedException {
        long left = size;
        while (left > 0) {
            input.block();
            int to = (int) Math.min(input.end(), input.position() + left);
            rate.count(to - input.position());
            left -= to - input.position();
            input.position(to);
        }
    }

    private void lines(byte[] buffer, int from, int to) {
        int start = from;
        int i = from;
        while (i < to) {
            if (carriageReturn) {
                carriageReturn = false;
                if (buffer[i] == '\n') {
                    i++;
                } else {
                    handOn(buffer, start, i);
                    bareLineBreak(LF);
                    start = i;
                }
                continue;
            }
            i = LineBreaks.next(buffer, i, to);
            if (i < to && buffer[i] == '\r') {
                carriageReturn = true;
                i++;
            } else if (i < to) {
                handOn(buffer, start, i);
                bareLineBreak(CRLF);
                start = ++i;
            }
        }
        handOn(buffer, start, to);
    }
}
