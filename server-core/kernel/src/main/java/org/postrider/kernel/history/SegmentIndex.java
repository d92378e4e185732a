package org.postrider.kernel.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// Where the blocks of a sealed segment are, and what may be in each.
///
/// On the disk: magic and count; for each block offset, length, times, and the filter's words; the CRC-32 of all
/// that.
record SegmentIndex(List<Block> blocks) {
    private static final int MAGIC = 0x50524831;
    private static final int BLOCK_OCTETS = 8 + 4 + 8 + 8 + 4;
    private static final int OCTETS_MAX = 64 * 1024 * 1024;

    SegmentIndex {
        blocks = List.copyOf(blocks);
    }

    /// @param offset in the segment's file
    /// @param length of the gzip member
    /// @param first millisecond, and the last, of what its lines tell
    record Block(long offset, int length, long first, long last, KeyFilter filter) {}

    byte[] octets() {
        int size = 8 + 4;
        for (Block block : blocks) {
            size += BLOCK_OCTETS + 8 * block.filter().words().length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).putInt(MAGIC).putInt(blocks.size());
        for (Block block : blocks) {
            out.putLong(block.offset())
                    .putInt(block.length())
                    .putLong(block.first())
                    .putLong(block.last());
            out.putInt(block.filter().words().length);
            for (long word : block.filter().words()) {
                out.putLong(word);
            }
        }
        CRC32 crc = new CRC32();
        crc.update(out.array(), 0, size - 4);
        out.putInt((int) crc.getValue());
        return out.array();
    }

    /// @throws IOException where it cannot be read, or is damaged
    static SegmentIndex read(Path file) throws IOException {
        if (Files.size(file) > OCTETS_MAX) {
            throw new IOException(file + " is no index: it is too large");
        }
        byte[] octets = Files.readAllBytes(file);
        CRC32 crc = new CRC32();
        crc.update(octets, 0, Math.max(0, octets.length - 4));
        ByteBuffer in = ByteBuffer.wrap(octets);
        if (octets.length < 12 || in.getInt(octets.length - 4) != (int) crc.getValue() || in.getInt() != MAGIC) {
            throw new IOException(file + " is damaged");
        }
        int count = in.getInt();
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long offset = in.getLong();
            int length = in.getInt();
            long first = in.getLong();
            long last = in.getLong();
            long[] words = new long[in.getInt()];
            in.asLongBuffer().get(words);
            in.position(in.position() + 8 * words.length);
            blocks.add(new Block(offset, length, first, last, new KeyFilter(words)));
        }
        return new SegmentIndex(blocks);
    }
}
