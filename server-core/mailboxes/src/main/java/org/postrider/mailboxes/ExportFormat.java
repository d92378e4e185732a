package org.postrider.mailboxes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What mailboxes are exported as.
public enum ExportFormat {
    /// A Maildir++, with flags and keywords.
    MAILDIR,
    /// An mbox for each mailbox, with flags and keywords.
    MBOX,
    /// A file for each message.
    EML,
    /// A zip file with a file for each message.
    ZIP;

    /// @param target does not exist, or is an empty folder
    MailboxWriter writer(Path target) throws IOException {
        refuseOccupied(target);
        if (this == ZIP) {
            return new ZipWriter(target);
        }
        Files.createDirectories(target);
        return switch (this) {
            case MAILDIR -> new MaildirWriter(target);
            case MBOX -> new MboxTreeWriter(target);
            case EML, ZIP -> new EmlWriter(target);
        };
    }

    private static void refuseOccupied(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new TaskRefusedException(target + " is there already; choose another name");
        }
        try (Stream<Path> content = Files.list(target)) {
            if (content.findAny().isPresent()) {
                throw new TaskRefusedException(target + " is not empty; choose another folder");
            }
        }
    }
}
