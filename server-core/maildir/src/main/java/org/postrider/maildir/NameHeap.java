package org.postrider.maildir;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// File names, as octets one behind the other. Names that are given up stay until [#mostlyDead] and a new heap.
/// Guarded by the mailbox's lock.
final class NameHeap {
    private static final int CHUNK_BITS = 18;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int NEW = 0x8000;
    private static final int ALIGN_BITS = 3;

    private byte[][] chunks = new byte[1][];
    private int chunkCount;
    private int used = CHUNK;
    private long total;
    private long dead;

    /// @return where the name is; any number
    int add(MessageFile file) {
        byte[] octets = file.name().getBytes(StandardCharsets.UTF_8);
        int size = aligned(octets.length);
        if (used + size > room()) {
            addChunk(size);
        }
        byte[] chunk = chunks[chunkCount - 1];
        int head = octets.length | (file.isNew() ? NEW : 0);
        chunk[used] = (byte) (head >>> 8);
        chunk[used + 1] = (byte) head;
        System.arraycopy(octets, 0, chunk, used + 2, octets.length);
        // Names begin at multiples of 8, so that 32 bits reach 32 GiB.
        int reference = ((chunkCount - 1) << (CHUNK_BITS - ALIGN_BITS)) | (used >>> ALIGN_BITS);
        used += size;
        total += size;
        return reference;
    }

    MessageFile get(int reference) {
        byte[] chunk = chunks[reference >>> (CHUNK_BITS - ALIGN_BITS)];
        int at = (reference << ALIGN_BITS) & (CHUNK - 1);
        int head = (chunk[at] & 0xff) << 8 | (chunk[at + 1] & 0xff);
        String name = new String(chunk, at + 2, head & ~NEW, StandardCharsets.UTF_8);
        return MessageFile.parse(name, (head & NEW) != 0);
    }

    void giveUp(int reference) {
        byte[] chunk = chunks[reference >>> (CHUNK_BITS - ALIGN_BITS)];
        int at = (reference << ALIGN_BITS) & (CHUNK - 1);
        dead += aligned(((chunk[at] & 0xff) << 8 | (chunk[at + 1] & 0xff)) & ~NEW);
    }

    boolean mostlyDead() {
        return dead > 16 * 1024 && dead > total / 2;
    }

    private int room() {
        return chunkCount == 0 ? 0 : chunks[chunkCount - 1].length;
    }

    // The first chunk grows from small, because most mailboxes are.
    private void addChunk(int size) {
        if (chunkCount == 1 && chunks[0].length < CHUNK) {
            chunks[0] = Arrays.copyOf(chunks[0], Math.min(CHUNK, Math.max(2 * chunks[0].length, used + size)));
            if (used + size <= chunks[0].length) {
                return;
            }
        }
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * chunkCount);
        }
        chunks[chunkCount] = new byte[chunkCount == 0 ? 2048 : CHUNK];
        chunkCount++;
        used = 0;
    }

    private static int aligned(int length) {
        return (length + 2 + 7) & ~7;
    }
}
