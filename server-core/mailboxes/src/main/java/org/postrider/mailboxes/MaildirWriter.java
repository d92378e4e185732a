package org.postrider.mailboxes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;
import org.postrider.storefiles.ModifiedUtf7;

/// Writes a Maildir++, as Dovecot, Courier and this server read it.
final class MaildirWriter implements MailboxWriter {
    private static final String RESERVED = "./";

    private final Path root;
    private final List<Keyword> keywords = new ArrayList<>();
    private Path folder;

    /// @param root an empty folder
    MaildirWriter(Path root) {
        this.root = root;
        this.folder = root;
    }

    @Override
    public void mailbox(MailboxName name) throws IOException {
        writeKeywords();
        folder = name.isInbox()
                ? root
                : root.resolve(name.path().stream()
                        .map(level -> "." + ModifiedUtf7.encode(level, RESERVED))
                        .collect(Collectors.joining()));
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(folder.resolve(part));
        }
    }

    @Override
    public void message(long uid, Instant date, Flags flags, Content content) throws IOException {
        String unique = date.getEpochSecond() + ".U" + uid + ".export,S=" + content.size() + ",W=" + content.size();
        Path tmp = folder.resolve("tmp").resolve(unique);
        try (OutputStream out = Files.newOutputStream(tmp)) {
            content.writeTo(out);
        }
        Files.setLastModifiedTime(tmp, FileTime.from(date));
        Files.move(
                tmp,
                folder.resolve("cur").resolve(unique + MaildirName.info(flags, keywords)),
                StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeKeywords() throws IOException {
        if (!keywords.isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (int number = 0; number < keywords.size(); number++) {
                text.append(number)
                        .append(' ')
                        .append(keywords.get(number).name())
                        .append('\n');
            }
            Files.writeString(folder.resolve(MaildirName.KEYWORDS_FILE), text);
            keywords.clear();
        }
    }

    @Override
    public void close() throws IOException {
        writeKeywords();
    }
}
