package org.postrider.mbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A part of a file as a stream. Confined to whoever holds the file's lock.
final class FileRange extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    FileRange(FileChannel channel, long start, long length) {
        this.channel = channel;
        this.position = start;
        this.end = start + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position >= end) {
            return -1;
        }
        int count = channel.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, end - position)), position);
        position += Math.max(count, 0);
        return count;
    }
}
