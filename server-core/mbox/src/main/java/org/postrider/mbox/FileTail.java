package org.postrider.mbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.postrider.mbox.MailLocks.LockedFile;

/// Writes a file from some place on, buffered. Confined to whoever holds the file's lock.
final class FileTail extends OutputStream {
    private static final int BUFFER = 64 * 1024;

    private final LockedFile file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long written;

    FileTail(LockedFile file, FileChannel channel, long start) {
        this.file = file;
        this.channel = channel;
        this.written = start;
    }

    /// Where the next octet will stand.
    long position() {
        return written + buffer.position();
    }

    @Override
    public void write(int octet) throws IOException {
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.put((byte) octet);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int at = offset;
        while (at < offset + length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int some = Math.min(buffer.remaining(), offset + length - at);
            buffer.put(octets, at, some);
            at += some;
        }
    }

    @Override
    public void flush() throws IOException {
        buffer.flip();
        written = write(channel, buffer, written);
        buffer.clear();
        file.touch();
    }

    /// @return behind what was written
    static long write(FileChannel channel, ByteBuffer octets, long at) throws IOException {
        long position = at;
        while (octets.hasRemaining()) {
            position += channel.write(octets, position);
        }
        return position;
    }
}
