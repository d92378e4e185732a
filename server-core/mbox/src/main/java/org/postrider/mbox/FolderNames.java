package org.postrider.mbox;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postrider.api.store.MailboxName;
import org.postrider.storefiles.ModifiedUtf7;

/// How mailboxes are called on the disk: `A` is the file `A`, `A/B` the file `B` in the directory `A.sbd`, as
/// Thunderbird has it.
///
/// What is not printable US-ASCII, and `.` and `/` inside a level, is written in modified UTF-7; so a name has no dot,
/// and locks (`A.lock`), directories (`A.sbd`) and the store's own hidden files cannot be taken for mailboxes.
final class FolderNames {
    private static final String RESERVED = "./";
    private static final String BELOW = ".sbd";
    // Leaves room for what is put before and behind it.
    private static final int LEVEL_OCTETS_MAX = 235;
    private static final int PATH_OCTETS_MAX = 3000;
    private static final int DEPTH_MAX = 32;

    private FolderNames() {}

    static boolean fits(MailboxName name) {
        return path(name).length() <= PATH_OCTETS_MAX
                && name.path().stream()
                        .allMatch(level -> ModifiedUtf7.encode(level, RESERVED).length() <= LEVEL_OCTETS_MAX);
    }

    /// The mailbox's file.
    static String path(MailboxName name) {
        return name.path().stream()
                .map(level -> ModifiedUtf7.encode(level, RESERVED))
                .collect(Collectors.joining(BELOW + "/"));
    }

    /// A hidden file of the store's beside that of a mailbox.
    static Path beside(Path file, String ending) {
        return file.resolveSibling("." + file.getFileName() + "." + ending);
    }

    /// As it stands in lists: `A/B`, each level encoded.
    static String line(MailboxName name) {
        return name.path().stream()
                .map(level -> ModifiedUtf7.encode(level, RESERVED))
                .collect(Collectors.joining("/"));
    }

    static Optional<MailboxName> ofLine(String line) {
        List<String> path = new ArrayList<>();
        for (String level : line.split("/", -1)) {
            path.add(ModifiedUtf7.decode(level));
        }
        return name(path).filter(name -> line(name).equals(line));
    }

    /// All mailboxes whose files are there.
    static List<MailboxName> list(Path root) throws IOException {
        List<MailboxName> names = new ArrayList<>();
        list(root, root, List.of(), names);
        return names;
    }

    // Nothing is opened: closing a file would give up the locks that this process holds on it (POSIX).
    private static void list(Path root, Path folder, List<String> above, List<MailboxName> names) throws IOException {
        if (above.size() == DEPTH_MAX) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(BELOW) && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    list(root, file, with(above, name.substring(0, name.length() - BELOW.length())), names);
                } else if (name.indexOf('.') < 0 && Files.isRegularFile(file)) {
                    // What another program wrote in another way has a name that leads back to it, or none.
                    name(with(above, name))
                            .filter(each -> root.resolve(path(each)).equals(file))
                            .ifPresent(names::add);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static List<String> with(List<String> above, String level) {
        List<String> path = new ArrayList<>(above);
        path.add(ModifiedUtf7.decode(level));
        return path;
    }

    private static Optional<MailboxName> name(List<String> path) {
        try {
            return Optional.of(new MailboxName(path));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
