package org.postrider.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.protocol.LineBreaks;
import org.postrider.smtp.SmtpConfig.BareLineBreaks;

/// What was read of a message so far, and what is wrong with it. What is wrong is not handed on any more, but read to
/// its end all the same, so that the session stays in step. Confined to the session thread.
abstract sealed class IncomingContent permits ContentReader, ChunkReader {
    /// How much more than the limit is read, and thrown away, before the session is given up.
    static final long DISCARDED_OCTETS_MAX = 256L * 1024 * 1024;

    static final byte[] CRLF = {'\r', '\n'};
    static final byte[] LF = {'\n'};

    private final OutputStream out;
    private final ContentRules rules;

    private long octets;
    /// Of the line that is being read, and the longest of those before.
    private long lineOctets;

    private long longestLine;
    private boolean bareLineBreak;
    private boolean eightBit;
    private @Nullable Exception failure;

    IncomingContent(OutputStream out, ContentRules rules) {
        this.out = out;
        this.rules = rules;
    }

    final boolean tooLarge() {
        return octets > rules.octetsMax();
    }

    /// True where there is more than anybody waits for.
    final boolean endless() {
        return octets > rules.octetsMax() + DISCARDED_OCTETS_MAX;
    }

    /// True where the message has a line break that is refused.
    final boolean refusedLineBreak() {
        return bareLineBreak && rules.bareLineBreaks() == BareLineBreaks.REFUSE;
    }

    /// True where a line is longer than it may be.
    final boolean longLine() {
        return rules.lineOctetsMax() > 0 && Math.max(longestLine, lineOctets) > rules.lineOctetsMax() + CRLF.length;
    }

    final boolean eightBit() {
        return eightBit;
    }

    /// Why the content could not be kept.
    final Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /// A CR or LF stood alone.
    final void bareLineBreak(byte[] instead) {
        bareLineBreak = true;
        handOn(instead, 0, instead.length);
    }

    final void handOn(byte[] buffer, int from, int to) {
        if (from == to) {
            return;
        }
        octets += to - from;
        eightBit = eightBit || LineBreaks.hasHighOctet(buffer, from, to);
        if (rules.lineOctetsMax() > 0) {
            measureLines(buffer, from, to);
        }
        if (tooLarge() || longLine() || refusedLineBreak() || failure != null) {
            return;
        }
        try {
            out.write(buffer, from, to - from);
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void measureLines(byte[] buffer, int from, int to) {
        int start = from;
        for (int end = LineBreaks.nextLineFeed(buffer, from, to);
                end >= 0;
                end = LineBreaks.nextLineFeed(buffer, start, to)) {
            longestLine = Math.max(longestLine, lineOctets + end + 1 - start);
            lineOctets = 0;
            start = end + 1;
        }
        lineOctets += to - start;
    }
}
