package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.postrider.api.store.StoreException;

/// What a mailbox must not forget even when its index is lost: UIDVALIDITY, a UID above all that were given out, and
/// its id.
/// In its file `postrider-uid`: `1 UIDVALIDITY UIDNEXT ID`, the `1` for the form.
///
/// UIDs are put down a thousand ahead, so that the file is seldom written. Guarded by the mailbox's lock.
final class FolderIdentity {
    static final String FILE = "postrider-uid";

    private static final int AHEAD = 1000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final long uidValidity;
    private final String id;
    private long reserved;

    private FolderIdentity(Path file, long uidValidity, long reserved, String id) {
        this.file = file;
        this.uidValidity = uidValidity;
        this.reserved = reserved;
        this.id = id;
    }

    /// @param uidValidity for a mailbox that has none yet
    static FolderIdentity read(Path folder, long uidValidity) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            List<String> words = List.of(Files.readString(file).strip().split(" "));
            try {
                if (words.size() == 4 && words.getFirst().equals("1")) {
                    return new FolderIdentity(
                            file, Long.parseLong(words.get(1)), Long.parseLong(words.get(2)), words.get(3));
                }
            } catch (NumberFormatException e) {
                throw new StoreException(
                        StoreException.Kind.DAMAGED, file + " cannot be read; restore it from a backup", e);
            }
            throw new StoreException(
                    StoreException.Kind.DAMAGED, file + " has another form than this version writes; restore it");
        }
        FolderIdentity fresh =
                new FolderIdentity(file, uidValidity, 0, Long.toString(RANDOM.nextLong() >>> 4, Character.MAX_RADIX));
        fresh.reserve(AHEAD);
        return fresh;
    }

    long uidValidity() {
        return uidValidity;
    }

    String id() {
        return id;
    }

    /// No UID from here on was ever given out.
    long reserved() {
        return reserved;
    }

    /// To be called before `uid` is given out.
    void use(long uid) throws StoreException {
        if (uid >= reserved) {
            reserve(uid + AHEAD);
        }
    }

    private void reserve(long upTo) throws StoreException {
        SmallFiles.replace(file, "1 " + uidValidity + " " + upTo + " " + id + "\n");
        reserved = upTo;
    }
}
