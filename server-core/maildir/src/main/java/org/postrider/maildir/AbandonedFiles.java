package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files in `tmp/` that nobody finishes any more: whoever wrote them was killed. All Maildir programs agree that one
/// which was not touched for 36 hours may be deleted.
final class AbandonedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedFiles.class);
    private static final Duration AGE = Duration.ofHours(36);

    private AbandonedFiles() {}

    /// @param now by the computer's clock, which files get their times from
    static void delete(Path tmp, Instant now) {
        try {
            for (Path file : find(tmp, now)) {
                Files.deleteIfExists(file);
                LOG.info("{} was left unfinished and is deleted", file);
            }
        } catch (IOException e) {
            LOG.warn("unfinished files in {} cannot be deleted: {}", tmp, e.toString());
        }
    }

    static List<Path> find(Path tmp, Instant now) throws IOException {
        List<Path> found = new ArrayList<>();
        Instant before = now.minus(AGE);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(tmp)) {
            for (Path file : files) {
                if (Files.isRegularFile(file) && lastTouched(file).isBefore(before)) {
                    found.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone", tmp, e);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    // The time of the last change of any kind: that of the content is set to the message's date.
    private static Instant lastTouched(Path file) throws IOException {
        FileTime changed = Files.getFileStore(file).supportsFileAttributeView("unix")
                ? (FileTime) Files.getAttribute(file, "unix:ctime")
                : Files.getLastModifiedTime(file);
        return changed.toInstant();
    }
}
