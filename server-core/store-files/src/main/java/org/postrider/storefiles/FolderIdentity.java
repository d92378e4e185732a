package org.postrider.storefiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.postrider.api.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a mailbox must not forget even when its index is lost: UIDVALIDITY, a UID above all that were given out, and
/// its
/// id. In a small file: `1 UIDVALIDITY UIDNEXT ID`, the `1` for the form.
///
/// UIDs are put down a thousand ahead, so that the file is seldom written. Guarded by the mailbox's lock.
public final class FolderIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(FolderIdentity.class);
    private static final int AHEAD = 1000;
    private static final int WORDS = 4;
    private static final String FORM = "1";

    private final Path file;
    private final long uidValidity;
    private final String id;
    private final long firstUnused;
    private long reserved;

    private FolderIdentity(Path file, long uidValidity, long reserved, String id, long firstUnused) {
        this.file = file;
        this.uidValidity = uidValidity;
        this.reserved = reserved;
        this.id = id;
        this.firstUnused = firstUnused;
    }

    /// @param uidValidities for a mailbox that has none yet
    public static FolderIdentity read(Path file, LongSupplier uidValidities, Supplier<String> ids) throws IOException {
        if (Files.exists(file)) {
            String[] words = Files.readString(file).strip().split(" ");
            if (words.length == WORDS && !words[0].equals(FORM)) {
                throw new StoreException(
                        StoreException.Kind.DAMAGED,
                        "the mailbox was last used by a later version of the server; install that one again");
            }
            try {
                if (words.length == WORDS && words[3].matches("[A-Za-z0-9_-]{1,64}")) {
                    long reserved = Long.parseLong(words[2]);
                    return new FolderIdentity(file, Long.parseLong(words[1]), reserved, words[3], reserved);
                }
            } catch (NumberFormatException e) {
                LOG.debug("{} has no numbers", file, e);
            }
            LOG.warn("{} cannot be read: the mailbox gets a new UIDVALIDITY, clients load it again", file);
        }
        return fresh(file, uidValidities, ids);
    }

    /// A new one for a mailbox, in the place of what it may have had.
    public static FolderIdentity fresh(Path file, LongSupplier uidValidities, Supplier<String> ids) throws IOException {
        FolderIdentity fresh = new FolderIdentity(file, uidValidities.getAsLong(), 1 + AHEAD, ids.get(), 1);
        // Not forced: where a power failure takes it, the mailbox gets another UIDVALIDITY.
        SmallFiles.replaceUnforced(file, fresh.text());
        return fresh;
    }

    /// That of a mailbox which another server has kept so far. Nothing is written before [#write].
    ///
    /// @param uidNext above all UIDs that it gave out
    public static FolderIdentity takenOver(Path file, long uidValidity, long uidNext, Supplier<String> ids) {
        return new FolderIdentity(file, uidValidity, uidNext + AHEAD, ids.get(), uidNext);
    }

    /// Puts it down, for good.
    public void write() throws StoreException {
        SmallFiles.replace(file, text());
    }

    /// The id that stands in a file; empty where there is none.
    public static String idOf(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        String[] words = Files.readString(file).strip().split(" ");
        return words.length == WORDS ? words[3] : "";
    }

    /// False where another hand changed or removed the file.
    public boolean isOnDisk() throws IOException {
        return Files.exists(file)
                && Files.readString(file, StandardCharsets.ISO_8859_1).equals(text());
    }

    public long uidValidity() {
        return uidValidity;
    }

    public String id() {
        return id;
    }

    /// No UID from here on was given out before the mailbox was opened.
    public long firstUnused() {
        return firstUnused;
    }

    /// To be called before `uid` is given out.
    public void use(long uid) throws StoreException {
        if (uid >= reserved) {
            reserved = uid + AHEAD;
            SmallFiles.replace(file, text());
        }
    }

    /// The file has moved with its mailbox.
    public FolderIdentity movedTo(Path to) {
        return new FolderIdentity(to, uidValidity, reserved, id, firstUnused);
    }

    private String text() {
        return FORM + " " + uidValidity + " " + reserved + " " + id + "\n";
    }
}
