package org.postrider.kernel.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The journal's form on the disk, version 2; all numbers are big-endian.
///
/// | segment header | octets | |
/// |---|---|---|
/// | magic | 4 | `PRJ1` |
/// | version | 4 | 2 |
/// | segment number | 8 | as in the file's name |
/// | boot id, two halves | 16 | of the operating system's run that wrote it |
/// | salt | 8 | random: a message cannot contain octets that pass for a record of this segment |
/// | checksum | 4 | CRC32C of all before |
///
/// | record | octets | |
/// |---|---|---|
/// | magic | 4 | `PRec` |
/// | type | 4 | the owner's matter |
/// | length | 4 | of the payload |
/// | checksum | 4 | CRC32C of salt, segment number, type, length and payload |
/// | payload | length | |
final class RecordFormat {
    static final int SEGMENT_MAGIC = 0x50524a31;
    static final int VERSION = 2;
    static final int SEGMENT_HEADER_OCTETS = 44;
    static final int RECORD_MAGIC = 0x50526563;
    static final int RECORD_HEADER_OCTETS = 16;

    private RecordFormat() {}

    static ByteBuffer segmentHeader(long number, BootId boot, long salt) {
        ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER_OCTETS);
        header.putInt(SEGMENT_MAGIC).putInt(VERSION).putLong(number);
        header.putLong(boot.high()).putLong(boot.low()).putLong(salt);
        CRC32C checksum = new CRC32C();
        checksum.update(header.array(), 0, header.position());
        return header.putInt((int) checksum.getValue()).flip();
    }

    static ByteBuffer recordHeader(long salt, long segment, int type, ByteBuffer[] payload) {
        int length = 0;
        for (ByteBuffer part : payload) {
            length += part.remaining();
        }
        ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER_OCTETS);
        header.putInt(RECORD_MAGIC).putInt(type).putInt(length);
        return header.putInt(checksum(salt, segment, type, length, payload)).flip();
    }

    static int checksum(long salt, long segment, int type, int length, ByteBuffer... payload) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(24)
                .putLong(salt)
                .putLong(segment)
                .putInt(type)
                .putInt(length)
                .flip());
        for (ByteBuffer part : payload) {
            checksum.update(part.duplicate());
        }
        return (int) checksum.getValue();
    }
}
