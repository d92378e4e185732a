package org.postrider.mailboxes;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.mbox.format.MboxMessage;
import org.postrider.mbox.format.MboxReader;

/// Mail in a zip file: `.eml` in folders, which are mailboxes, and `.mbox` files.
final class ZipSource implements MessageSource {
    private final Path file;
    private final ZipFile zip;

    ZipSource(Path file) throws IOException {
        this.file = file;
        try {
            this.zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new TaskRefusedException(file + " is no zip file: " + e.getMessage(), e);
        }
    }

    @Override
    public long count() {
        return entries().stream().filter(entry -> has(entry, ".eml")).count();
    }

    @Override
    public void read(Sink sink) throws IOException {
        String folder = null;
        for (ZipEntry entry : entries()) {
            if (has(entry, ".mbox")) {
                sink.mailbox(mailbox(entry.getName().replaceFirst("\\.[^./]*$", "")));
                mbox(entry, sink);
                folder = null;
            } else if (has(entry, ".eml")) {
                String of = folder(entry);
                if (!of.equals(folder)) {
                    sink.mailbox(mailbox(of));
                    folder = of;
                }
                message(entry, sink);
            }
        }
    }

    private void message(ZipEntry entry, Sink sink) throws IOException {
        Spooled content;
        try (InputStream in = zip.getInputStream(entry)) {
            content = Spooled.of(in);
        } catch (IOException e) {
            sink.unreadable(entry.getName(), e);
            return;
        }
        try (content) {
            sink.message(new FoundMessage(Flags.NONE, date(entry), content));
        }
    }

    private void mbox(ZipEntry entry, Sink sink) throws IOException {
        try (MboxReader reader = new MboxReader(new BufferedInputStream(zip.getInputStream(entry)))) {
            for (Optional<MboxMessage> next = reader.next(); next.isPresent(); next = reader.next()) {
                MboxMessage message = next.get();
                try (Spooled content = Spooled.of(message.content())) {
                    sink.message(new FoundMessage(message.flags(), Optional.of(message.date()), content));
                }
            }
        }
    }

    private static Optional<Instant> date(ZipEntry entry) {
        return entry.getTime() < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(entry.getTime()));
    }

    // Those of a folder together.
    private List<ZipEntry> entries() {
        List<ZipEntry> entries = new ArrayList<>();
        zip.stream().filter(entry -> !entry.isDirectory()).forEach(entries::add);
        entries.sort(Comparator.comparing(ZipSource::folder).thenComparing(ZipEntry::getName));
        return entries;
    }

    private static String folder(ZipEntry entry) {
        int slash = entry.getName().lastIndexOf('/');
        return slash < 0 ? "" : entry.getName().substring(0, slash);
    }

    private MailboxName mailbox(String path) throws TaskRefusedException {
        return path.isEmpty() ? MailboxName.INBOX : FileSource.mailbox(List.of(path.split("/")), file);
    }

    private static boolean has(ZipEntry entry, String suffix) {
        return entry.getName().toLowerCase(Locale.ROOT).endsWith(suffix);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
