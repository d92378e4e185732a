package org.postrider.smtp;

import java.io.OutputStream;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.protocol.LineBreaks;
import org.postrider.protocol.WireInput;

/// Reads what follows DATA up to CRLF.CRLF, removes the transparency (RFC 5321 §4.5.2), and hands it on in large pieces
/// straight from the input's buffer.
///
/// Only CRLF.CRLF ends a message: whoever takes anything else for the end lets a sender smuggle in commands. A message
/// that is too large, has bare line breaks that are refused, or cannot be written, is read to its true end all the
/// same, so that the session stays in step. Used once; confined to the session thread.
final class ContentReader extends IncomingContent {
    private final WireInput input;

    private State state = State.LINE_START;

    ContentReader(WireInput input, OutputStream out, ContentRules rules) {
        super(out, rules);
        this.input = input;
    }

    private enum State {
        /// After CRLF, or at the very start.
        LINE_START,
        TEXT,
        /// After a CR inside a line.
        CR,
        /// After a dot at the start of a line, which is not handed on.
        DOT,
        /// After a dot and a CR at the start of a line; the CR is not handed on yet.
        DOT_CR
    }

    /// @return false where the message has no end within reason: the connection is to be closed
    boolean readToEnd(MinimumRate rate) throws ConnectionEndedException {
        boolean ended = false;
        while (!ended && !endless()) {
            input.block();
            rate.count(input.end() - input.position());
            ended = readBlock(input.buffer(), input.position(), input.end());
        }
        return ended;
    }

    // Reads octets[from..to); what lies before `start` has been handed on, or must not be.
    private boolean readBlock(byte[] buffer, int from, int to) {
        int start = from;
        int i = from;
        while (i < to) {
            switch (state) {
                case TEXT -> {
                    i = LineBreaks.next(buffer, i, to);
                    if (i < to && buffer[i] == '\r') {
                        i++;
                        state = State.CR;
                    } else if (i < to) {
                        handOn(buffer, start, i);
                        bareLineBreak(CRLF);
                        start = ++i;
                    }
                }
                case CR -> {
                    if (buffer[i] == '\n') {
                        i++;
                        state = State.LINE_START;
                    } else {
                        // The CR has been, or is now, handed on: an LF makes it whole.
                        handOn(buffer, start, i);
                        bareLineBreak(LF);
                        start = i;
                        state = State.TEXT;
                    }
                }
                case LINE_START -> {
                    state = State.TEXT;
                    if (buffer[i] == '.') {
                        handOn(buffer, start, i);
                        start = ++i;
                        state = State.DOT;
                    }
                }
                case DOT -> {
                    state = State.TEXT;
                    if (buffer[i] == '\r') {
                        start = ++i;
                        state = State.DOT_CR;
                    }
                }
                case DOT_CR -> {
                    if (buffer[i] == '\n') {
                        input.position(i + 1);
                        return true;
                    }
                    bareLineBreak(CRLF);
                    state = State.TEXT;
                }
            }
        }
        handOn(buffer, start, to);
        input.position(to);
        return false;
    }
}
