package org.postrider.mbox.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes an mbox apart: its messages one after the other, of each the octets with CRLF, without the `From ` line,
/// without
/// the mailbox's own header fields, unquoted. Bounded in memory, whatever the file is. Confined to one thread.
///
/// A message begins with a line `From SENDER DATE` at the start of the file or behind an empty line, and nowhere else:
/// `Content-Length` fields are not believed, because programs that change a message forget them.
public final class MboxParser {
    private static final byte[] CRLF = {'\r', '\n'};

    private final RawLines lines;
    private final ZoneId zone;
    private final Sink sink;

    private boolean begun;
    private boolean atSeparator;
    private FromLine from = new FromLine(FromLine.NOBODY, Instant.EPOCH);
    private MessageTags.Builder tags = new MessageTags.Builder(0);
    private long start;
    private long end;
    private long size;
    private boolean inHeader;
    private boolean ownOnly;
    private boolean tidy;
    private boolean postriderSeen;
    private @Nullable PseudoHeader lastOwn;
    private Line kind = Line.CONTENT;
    private boolean blankHeld;
    private boolean blankHeldHasCr;
    private boolean quoteHeld;
    private boolean lineFeedHeld;
    private boolean lineFeedNeedsCr;
    private boolean lineOpen;
    private byte last;

    /// @param zone of dates that name none
    /// @param sink takes the messages' octets
    public MboxParser(RawLines lines, ZoneId zone, Sink sink) {
        this.lines = lines;
        this.zone = zone;
        this.sink = sink;
    }

    /// Goes to the next message, past what is left of this one.
    ///
    /// @return false where there is none
    /// @throws IOException where what is read is no mbox at all
    public boolean next() throws IOException {
        while (step()) {
            // The sink has it.
        }
        if (!begun) {
            begun = true;
            findFirst();
        }
        if (!atSeparator) {
            return false;
        }
        begin();
        return true;
    }

    /// Reads on in the message.
    ///
    /// @return false at its end; from then on all is known of it
    public boolean step() throws IOException {
        if (!begun || atSeparator || end >= 0) {
            return false;
        }
        if (!lines.next()) {
            finish(lines.offset() + lines.end() - lines.start());
            return false;
        }
        if (blankHeld && lines.startsWithFrom() && separator().isPresent()) {
            atSeparator = true;
            finish(lines.offset());
            return false;
        }
        releaseBlank();
        if (lines.isBlank()) {
            blankHeld = true;
            blankHeldHasCr = lines.end() - lines.start() == 2;
            inHeader = false;
            kind = Line.CONTENT;
        } else {
            line();
        }
        return true;
    }

    public FromLine from() {
        return from;
    }

    /// What the mailbox keeps of the message; whole when its header was read.
    public MessageTags tags() {
        return tags.build();
    }

    /// Where its `From ` line begins in the stream.
    public long start() {
        return start;
    }

    /// Behind its empty line at the end, where it has one.
    public long end() {
        return end;
    }

    /// True where all of the header was read.
    public boolean isPastHeader() {
        return !inHeader;
    }

    /// The octets of the content until now.
    public long size() {
        return size;
    }

    /// True where the mailbox's fields are as [MessageTags#octets()] writes them, directly behind the `From ` line,
    /// and nowhere else.
    public boolean isTidy() {
        return tidy && postriderSeen;
    }

    private void findFirst() throws IOException {
        while (lines.next()) {
            if (lines.startsWithFrom()) {
                // What stands at the very beginning is meant as a separator, whatever its date looks like.
                atSeparator = true;
                return;
            }
            if (!lines.isBlank()) {
                throw new IOException("this is no mbox: it does not begin with 'From '");
            }
        }
    }

    private void begin() {
        from = separator().orElseGet(() -> new FromLine(FromLine.NOBODY, Instant.EPOCH));
        tags = new MessageTags.Builder(from.date().getEpochSecond());
        start = lines.offset();
        atSeparator = false;
        end = -1;
        size = 0;
        inHeader = true;
        ownOnly = true;
        tidy = true;
        postriderSeen = false;
        // A From line that does not fit the buffer is gone through to its end.
        kind = Line.OWN;
        lastOwn = null;
        blankHeld = false;
        quoteHeld = false;
        lineFeedHeld = false;
        lineOpen = false;
        last = 0;
    }

    private Optional<FromLine> separator() {
        return FromLine.parse(lines.buffer(), lines.start(), lines.end(), zone);
    }

    private void finish(long at) throws IOException {
        end = at;
        releaseQuote();
        if (lineOpen && !tags.form().open()) {
            // The file ends within a line: it is ended as the next message's writer will end it in the file.
            give(CRLF, last == '\r' ? 1 : 0, 2);
        }
        blankHeld = false;
    }

    private void line() throws IOException {
        int skip = 0;
        if (inHeader && lines.begins()) {
            kind = headerLine();
            skip = kind == Line.KEPT ? PseudoHeader.KEPT.length : 0;
        }
        if (kind != Line.OWN) {
            content(skip);
        }
    }

    private Line headerLine() {
        byte[] buffer = lines.buffer();
        PseudoHeader header = PseudoHeader.of(buffer, lines.start(), lines.end());
        if (header != null) {
            own(header);
            return Line.OWN;
        }
        // What other programs write may be folded; ours never is, so that a message may begin with a space.
        boolean folded = buffer[lines.start()] == ' ' || buffer[lines.start()] == '\t';
        if (folded && lastOwn != null && lastOwn != PseudoHeader.POSTRIDER) {
            tidy = false;
            return Line.OWN;
        }
        lastOwn = null;
        ownOnly = false;
        return PseudoHeader.isKept(buffer, lines.start(), lines.end()) ? Line.KEPT : Line.CONTENT;
    }

    private void own(PseudoHeader header) {
        int from = lines.start() + header.prefixLength();
        String value = new String(lines.buffer(), from, lines.end() - from, StandardCharsets.ISO_8859_1);
        tags.take(header, value, ownOnly);
        lastOwn = header;
        tidy &= !header.isState() || ownOnly;
        postriderSeen |= header == PseudoHeader.POSTRIDER && ownOnly;
    }

    private void content(int skip) throws IOException {
        byte[] buffer = lines.buffer();
        int at = lines.start() + skip;
        int quotable = lines.quotable();
        if (quotable >= 0 && quoteHeld) {
            quoteHeld = false;
        } else if (quotable > lines.start()) {
            at++;
        }
        releaseQuote();
        int to = lines.end();
        if (lines.ends()) {
            giveLine(buffer, at, to);
        } else {
            quoteHeld = lines.isInRun();
            give(buffer, at, quoteHeld ? to - 1 : to);
            lineOpen = true;
        }
    }

    // Up to and with the LF.
    private void giveLine(byte[] buffer, int at, int to) throws IOException {
        int text = to - 1;
        boolean hasCr = text > at ? buffer[text - 1] == '\r' : lineOpen && last == '\r';
        releaseLineFeed();
        give(buffer, at, text);
        lineOpen = false;
        if (tags.form().open()) {
            // It may be the last.
            lineFeedHeld = true;
            lineFeedNeedsCr = !hasCr && !tags.form().exact();
        } else {
            give(CRLF, hasCr || tags.form().exact() ? 1 : 0, 2);
        }
    }

    private void releaseBlank() throws IOException {
        if (blankHeld) {
            blankHeld = false;
            byte[] blank = blankHeldHasCr ? CRLF : new byte[] {'\n'};
            giveLine(blank, 0, blank.length);
        }
    }

    private void releaseQuote() throws IOException {
        if (quoteHeld) {
            quoteHeld = false;
            give(new byte[] {'>'}, 0, 1);
        }
    }

    private void give(byte[] buffer, int from, int to) throws IOException {
        if (to <= from) {
            return;
        }
        releaseLineFeed();
        size += to - from;
        last = buffer[to - 1];
        sink.take(buffer, from, to);
    }

    private void releaseLineFeed() throws IOException {
        if (lineFeedHeld) {
            lineFeedHeld = false;
            give(CRLF, lineFeedNeedsCr ? 0 : 1, 2);
        }
    }

    /// Takes octets of a message.
    @FunctionalInterface
    public interface Sink {
        /// For who only wants to know what is there.
        Sink NOTHING = (_, _, _) -> {};

        void take(byte[] buffer, int from, int to) throws IOException;
    }

    /// What a line of the file is.
    private enum Line {
        CONTENT,
        /// The message's own field behind a prefix.
        KEPT,
        /// The mailbox's.
        OWN
    }
}
