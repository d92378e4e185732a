package org.postrider.mailboxes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.api.store.MailboxName;
import org.postrider.storefiles.ModifiedUtf7;

/// How mailboxes are called where they are exported to: each level a folder, in modified UTF-7 (RFC 3501 §5.1.3) where
/// it
/// is not printable US-ASCII, so that every file system takes it; [FileSource] and [ZipSource] read it back.
final class ExportNames {
    private static final String RESERVED = "/.\\:*?\"<>|";

    private ExportNames() {}

    /// With `/` between the levels.
    static String path(MailboxName name) {
        return name.path().stream()
                .map(level -> ModifiedUtf7.encode(level, RESERVED))
                .collect(Collectors.joining("/"));
    }

    /// What [#path] wrote.
    ///
    /// @throws IllegalArgumentException where it is no mailbox name
    static MailboxName parse(String path) {
        return new MailboxName(
                Stream.of(path.split("/", -1)).map(ModifiedUtf7::decode).toList());
    }

    /// The file of a mailbox, in folders that are there.
    static Path path(Path root, MailboxName name, String suffix) throws IOException {
        List<String> levels = List.of(path(name).split("/"));
        Path folder = root;
        for (String level : levels.subList(0, levels.size() - 1)) {
            folder = folder.resolve(level);
        }
        Files.createDirectories(folder);
        return folder.resolve(levels.getLast() + suffix);
    }
}
