package org.postrider.kernel.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a segment from start to end. Damage ends it where nothing readable follows (a torn tail), else it is passed
/// over.
final class SegmentScan {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentScan.class);
    private static final int CHUNK_OCTETS = 256 * 1024;

    private final Segment segment;
    private ByteBuffer buffer = ByteBuffer.allocate(CHUNK_OCTETS);
    /// Where in the segment the buffer's first octet stands.
    private long bufferStart;

    SegmentScan(Segment segment) {
        this.segment = segment;
        this.buffer.limit(0);
    }

    void run(Journal.Reader reader) throws IOException {
        long offset = RecordFormat.SEGMENT_HEADER_OCTETS;
        while (offset < segment.size()) {
            int length = recordAt(offset);
            if (length >= 0) {
                long payload = offset + RecordFormat.RECORD_HEADER_OCTETS;
                int start = Math.toIntExact(payload - bufferStart);
                int type = buffer.getInt(start - RecordFormat.RECORD_HEADER_OCTETS + 4);
                reader.record(
                        new Position(segment.number(), payload, length),
                        type,
                        segment.sameBoot(),
                        buffer.slice(start, length).asReadOnlyBuffer());
                offset = payload + length;
                continue;
            }
            long next = nextRecord(offset + 1);
            if (next < 0) {
                LOG.warn(
                        "{} ends with {} octets of an unfinished record, which are cut off: nothing of it was answered",
                        segment.file(),
                        segment.size() - offset);
                return;
            }
            LOG.error("{} is damaged from octet {} to {}; what follows is read", segment.file(), offset, next);
            offset = next;
        }
    }

    // The length of the payload of a whole record that starts there, else -1. It is in the buffer afterwards.
    private int recordAt(long offset) throws IOException {
        if (!fill(offset, RecordFormat.RECORD_HEADER_OCTETS)) {
            return -1;
        }
        int start = Math.toIntExact(offset - bufferStart);
        int length = buffer.getInt(start + 8);
        if (buffer.getInt(start) != RecordFormat.RECORD_MAGIC
                || length < 0
                || length > segment.size() - offset - RecordFormat.RECORD_HEADER_OCTETS
                || !fill(offset, RecordFormat.RECORD_HEADER_OCTETS + length)) {
            return -1;
        }
        start = Math.toIntExact(offset - bufferStart);
        int type = buffer.getInt(start + 4);
        ByteBuffer payload = buffer.slice(start + RecordFormat.RECORD_HEADER_OCTETS, length);
        return buffer.getInt(start + 12)
                        == RecordFormat.checksum(segment.salt(), segment.number(), type, length, payload)
                ? length
                : -1;
    }

    private long nextRecord(long from) throws IOException {
        for (long offset = from; offset + RecordFormat.RECORD_HEADER_OCTETS <= segment.size(); offset++) {
            if (fill(offset, RecordFormat.RECORD_HEADER_OCTETS)
                    && buffer.getInt(Math.toIntExact(offset - bufferStart)) == RecordFormat.RECORD_MAGIC
                    && recordAt(offset) >= 0) {
                return offset;
            }
        }
        return -1;
    }

    // Makes octets offset to offset + length stand in the buffer; false where the segment ends before.
    private boolean fill(long offset, int length) throws IOException {
        if (offset >= bufferStart && offset + length <= bufferStart + buffer.limit()) {
            return true;
        }
        if (offset + length > segment.size()) {
            return false;
        }
        if (length > buffer.capacity()) {
            buffer = ByteBuffer.allocate(length);
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), segment.size() - offset));
        segment.read(buffer, offset);
        buffer.flip();
        bufferStart = offset;
        return true;
    }
}
