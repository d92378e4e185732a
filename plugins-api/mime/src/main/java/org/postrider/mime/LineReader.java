package org.postrider.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Goes through a message line by line and remembers where each stands, but only the start of each. A line can be
/// unread once. Confined to one thread.
final class LineReader {
    // Only the start of a line matters: a boundary has at most 70 octets (RFC 2046 §5.1.1), but some have more.
    private static final int KEPT_MAX = 1024;
    private static final int BUFFER_SIZE = 8 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int next;
    private int limit;

    // The line that was read last.
    private final byte[] kept = new byte[KEPT_MAX];
    private int keptLength;
    private long start;
    private long end;
    private int breakLength;
    private boolean unread;
    // The line before it.
    private long previousStart;
    private long previousTextEnd;
    private long count;

    LineReader(InputStream in) {
        this.in = in;
    }

    /// Reads a line, or the one that was unread, again.
    ///
    /// @param copy gets the line's octets as well, but never has more than `copyMax`
    /// @return false at the end of the message
    boolean read(@Nullable ByteArrayOutputStream copy, int copyMax) throws IOException {
        if (unread) {
            unread = false;
            return true;
        }
        previousStart = start;
        previousTextEnd = end - breakLength;
        start = end;
        keptLength = 0;
        breakLength = 0;
        boolean crBefore = false;
        while (next < limit || fill()) {
            int lineEnd = indexOfLineFeed();
            boolean found = lineEnd < limit;
            int chunkEnd = found ? lineEnd + 1 : limit;
            take(chunkEnd, copy, copyMax);
            if (found) {
                boolean cr = lineEnd > next ? buffer[lineEnd - 1] == '\r' : crBefore;
                breakLength = cr ? 2 : 1;
                next = chunkEnd;
                break;
            }
            crBefore = buffer[limit - 1] == '\r';
            next = chunkEnd;
        }
        count += end > start ? 1 : 0;
        return end > start;
    }

    private boolean fill() throws IOException {
        next = 0;
        limit = Math.max(0, in.read(buffer, 0, BUFFER_SIZE));
        return limit > 0;
    }

    private int indexOfLineFeed() {
        int i = next;
        while (i < limit && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    private void take(int chunkEnd, @Nullable ByteArrayOutputStream copy, int copyMax) {
        int length = chunkEnd - next;
        end += length;
        int keep = Math.min(length, KEPT_MAX - keptLength);
        System.arraycopy(buffer, next, kept, keptLength, keep);
        keptLength += keep;
        if (copy != null) {
            copy.write(buffer, next, Math.clamp(copyMax - copy.size(), 0, length));
        }
    }

    /// The next read gives the same line again; where it was copied to, that is not undone.
    void unread() {
        unread = true;
    }

    boolean isUnread() {
        return unread;
    }

    /// Where the next line starts, in octets from the start of the message.
    long offset() {
        return unread ? start : end;
    }

    /// How many lines were read, without the one that was unread.
    long count() {
        return unread ? count - 1 : count;
    }

    /// Where the line before the one that was read last ends, without its line break.
    long previousTextEnd() {
        return previousTextEnd;
    }

    boolean previousIsEmpty() {
        return previousTextEnd == previousStart;
    }

    boolean isEmpty() {
        return end - start == breakLength;
    }

    boolean startsWith(byte[] prefix) {
        return keptLength >= prefix.length && Arrays.equals(kept, 0, prefix.length, prefix, 0, prefix.length);
    }

    /// How much of the line is at hand.
    int length() {
        return keptLength;
    }

    byte octet(int index) {
        return kept[index];
    }
}
