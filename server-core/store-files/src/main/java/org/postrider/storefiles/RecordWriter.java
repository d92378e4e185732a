package org.postrider.storefiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Gathers records of an [IndexLog], so that they are written at once. Confined to whoever holds the mailbox's lock.
public final class RecordWriter {
    static final int FRAME_OCTETS = 2 * Integer.BYTES;

    private static final int FULL = 256 * 1024;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocate(1024);
    private int start;
    private int records;

    public RecordWriter begin(byte kind) {
        start = buffer.position();
        room(FRAME_OCTETS + 1);
        buffer.position(start + FRAME_OCTETS);
        buffer.put(kind);
        return this;
    }

    public RecordWriter put(long value) {
        room(Long.BYTES);
        buffer.putLong(value);
        return this;
    }

    public RecordWriter put(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        room(Short.BYTES + octets.length);
        buffer.putShort((short) octets.length).put(octets);
        return this;
    }

    public void end() {
        int length = buffer.position() - start - FRAME_OCTETS;
        crc.reset();
        crc.update(buffer.array(), start + FRAME_OCTETS, length);
        buffer.putInt(start, length).putInt(start + Integer.BYTES, (int) crc.getValue());
        records++;
    }

    public int records() {
        return records;
    }

    public boolean isEmpty() {
        return buffer.position() == 0;
    }

    /// Hands over what was gathered; a buffer that grew large is given back.
    public void drainTo(Sink sink) throws IOException {
        try {
            sink.write(buffer.flip());
        } finally {
            buffer = buffer.capacity() > FULL ? ByteBuffer.allocate(1024) : buffer.clear();
            records = 0;
        }
    }

    /// True where a long series of records is better written in between.
    public boolean isFull() {
        return buffer.position() > FULL;
    }

    private void room(int octets) {
        if (buffer.remaining() < octets) {
            int capacity = Math.max(2 * buffer.capacity(), buffer.position() + octets);
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
    }

    public static String text(ByteBuffer in) {
        byte[] octets = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    /// Takes octets.
    @FunctionalInterface
    public interface Sink {
        void write(ByteBuffer octets) throws IOException;
    }
}
