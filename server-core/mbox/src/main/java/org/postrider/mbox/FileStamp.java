package org.postrider.mbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// By what a change of a file is noticed. The time of the last change of its attributes (`ctime`) is among it, because
/// mail programs set back the time at which a file was written.
///
/// @param modified and `changed` in nanoseconds
record FileStamp(long inode, long size, long modified, long changed) {
    static final FileStamp NEVER = new FileStamp(-1, -1, -1, -1);
    static final FileStamp ABSENT = new FileStamp(-2, 0, -2, -2);

    static FileStamp of(Path file) throws IOException {
        try {
            Map<String, Object> all = Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime");
            return new FileStamp(
                    number(all, "ino"), number(all, "size"), nanos(all, "lastModifiedTime"), nanos(all, "ctime"));
        } catch (NoSuchFileException e) {
            return ABSENT;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            // Not a Unix: other programs are noticed by what is left.
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    0,
                    basic.size(),
                    basic.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    basic.creationTime().to(TimeUnit.NANOSECONDS));
        }
    }

    private static long number(Map<String, Object> all, String name) {
        return all.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static long nanos(Map<String, Object> all, String name) {
        return all.get(name) instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0;
    }
}
