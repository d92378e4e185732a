package org.postrider.mbox.format;

import java.io.IOException;
import java.io.InputStream;

/// The lines of a stream, ended by LF, each in one piece where it fits the buffer, else in several. Confined to one
/// thread.
///
/// A piece never ends within the `>`s and the `From ` that a line begins with: whoever quotes or unquotes can decide
/// with the piece at hand.
public final class RawLines {
    private static final int CAPACITY = 256 * 1024;
    private static final int CAPACITY_MIN = 2048;
    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    private final InputStream in;
    private final byte[] buffer;
    private int start;
    private int end;
    private int limit;
    private long offset;
    private boolean begins;
    private boolean ends = true;
    /// The line had nothing but `>` before this piece.
    private boolean inRun;
    private boolean atEnd;

    public RawLines(InputStream in) {
        this(in, CAPACITY);
    }

    /// @param octets how many the stream has, where that is known: a small one needs no large buffer
    public static RawLines of(InputStream in, long octets) {
        return new RawLines(in, Math.clamp(octets + 1, CAPACITY_MIN, CAPACITY));
    }

    RawLines(InputStream in, int capacity) {
        this.in = in;
        this.buffer = new byte[capacity];
    }

    /// Goes to the next piece.
    ///
    /// @return false at the end of the stream
    public boolean next() throws IOException {
        begins = ends;
        inRun = begins || (inRun && run() == end);
        offset += end - start;
        start = end;
        int lineFeed = findLineFeed();
        ends = lineFeed >= 0;
        if (ends) {
            end = lineFeed + 1;
        } else {
            end = limit;
            int run = run();
            if (!atEnd && inRun && run > start && limit - run < FROM.length) {
                end = run;
            }
        }
        return end > start;
    }

    public byte[] buffer() {
        return buffer;
    }

    /// Where the piece begins in the buffer.
    public int start() {
        return start;
    }

    /// Where the piece ends in the buffer, behind its LF.
    public int end() {
        return end;
    }

    /// How many octets of the stream were before the piece.
    public long offset() {
        return offset;
    }

    /// True for the first piece of a line.
    public boolean begins() {
        return begins;
    }

    /// True where the piece ends with LF.
    public boolean ends() {
        return ends;
    }

    /// An empty line.
    public boolean isBlank() {
        return begins && ends && (end - start == 1 || (end - start == 2 && buffer[start] == '\r'));
    }

    /// True where the line has nothing but `>` before this piece and in it.
    boolean isInRun() {
        return inRun && run() == end;
    }

    /// Where in the buffer a `From ` stands that has nothing but `>` before it on its line; -1 where none does.
    int quotable() {
        if (!inRun) {
            return -1;
        }
        int at = run();
        return startsWith(FROM, at) ? at : -1;
    }

    /// True where the line begins as separators do.
    boolean startsWithFrom() {
        return begins && startsWith(FROM, start);
    }

    private boolean startsWith(byte[] word, int at) {
        if (end - at < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (buffer[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private int run() {
        int at = start;
        while (at < end && buffer[at] == '>') {
            at++;
        }
        return at;
    }

    private int findLineFeed() throws IOException {
        int from = start;
        while (true) {
            for (int i = from; i < limit; i++) {
                if (buffer[i] == '\n') {
                    return i;
                }
            }
            if (atEnd || (start == 0 && limit == buffer.length)) {
                return -1;
            }
            from = limit - start;
            fill();
        }
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, limit - start);
        limit -= start;
        start = 0;
        end = 0;
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            atEnd = true;
        } else {
            limit += count;
        }
    }
}
