package org.postrider.mailboxes;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;
import org.postrider.mbox.format.MboxMessage;
import org.postrider.mbox.format.MboxReader;
import org.postrider.storefiles.ModifiedUtf7;

/// Mail in files: a Maildir with its folders, an mbox, a message, or a tree of folders with any of these. What a folder
/// or file is, is seen from what is in it. No link is followed: whose mail it is may be able to read less than we.
final class FileSource implements MessageSource {
    private static final byte[] MBOX_START = {'F', 'r', 'o', 'm', ' '};
    private static final int DEPTH_MAX = 32;
    private static final int KEYWORDS_OCTETS_MAX = 64 * 1024;

    private final Path root;

    /// @param root no link itself
    FileSource(Path root) {
        this.root = root;
    }

    @Override
    public long count() throws IOException {
        // What an mbox holds would have to be read.
        try (Stream<Path> files = Files.walk(root, DEPTH_MAX)) {
            return isMaildir(root)
                    ? files.filter(file -> isInMaildir(file) && isFile(file)).count()
                    : 0;
        }
    }

    @Override
    public void read(Sink sink) throws IOException {
        if (isMaildir(root)) {
            maildir(root, MailboxName.INBOX, sink);
            for (Path folder : sorted(root)) {
                String name = name(folder);
                if (name.startsWith(".") && !isLink(folder, sink) && isMaildir(folder)) {
                    maildir(folder, mailbox(List.of(name.substring(1).split("\\.", -1)), folder), sink);
                }
            }
        } else if (isFolder(root)) {
            tree(root, List.of(), sink);
        } else {
            sink.mailbox(MailboxName.INBOX);
            file(root, sink);
        }
    }

    // Folders are mailboxes; so are mbox files. Messages that stand at the top go to INBOX.
    private void tree(Path folder, List<String> path, Sink sink) throws IOException {
        List<Path> messages = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        for (Path each : sorted(folder)) {
            if (isLink(each, sink)) {
                continue;
            }
            boolean message = isFile(each) && !isMbox(each);
            (message ? messages : others).add(each);
        }
        if (!messages.isEmpty() || !path.isEmpty()) {
            sink.mailbox(path.isEmpty() ? MailboxName.INBOX : mailbox(path, folder));
            for (Path message : messages) {
                if (name(message).toLowerCase(Locale.ROOT).endsWith(".eml")) {
                    message(message, Flags.NONE, sink);
                }
            }
        }
        for (Path each : others) {
            List<String> below = new ArrayList<>(path);
            // Thunderbird keeps what is below the mbox A in the folder A.sbd.
            below.add(name(each).replaceFirst("\\.(sbd|mbox)$", ""));
            if (isFile(each)) {
                sink.mailbox(mailbox(below, each));
                mbox(each, sink);
            } else if (isMaildir(each)) {
                maildir(each, mailbox(below, each), sink);
            } else if (isFolder(each) && below.size() < DEPTH_MAX) {
                tree(each, below, sink);
            }
        }
    }

    private void file(Path file, Sink sink) throws IOException {
        if (isMbox(file)) {
            mbox(file, sink);
        } else {
            message(file, Flags.NONE, sink);
        }
    }

    private static void maildir(Path folder, MailboxName name, Sink sink) throws IOException {
        sink.mailbox(name);
        Map<Integer, Keyword> keywords = keywords(folder.resolve(MaildirName.KEYWORDS_FILE));
        for (String part : List.of("new", "cur")) {
            for (Path file : sorted(folder.resolve(part))) {
                if (isLink(file, sink)) {
                    continue;
                }
                if (isFile(file)) {
                    message(file, MaildirName.flags(name(file), keywords), sink);
                }
            }
        }
    }

    private static Map<Integer, Keyword> keywords(Path file) throws IOException {
        Map<Integer, Keyword> keywords = new HashMap<>();
        if (isFile(file)) {
            for (String line : lines(file)) {
                String[] words = line.split(" ");
                if (words.length == 2 && words[0].matches("\\d{1,2}")) {
                    keywords.put(Integer.parseInt(words[0]), Keyword.of(words[1]));
                }
            }
        }
        return keywords;
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return new String(in.readNBytes(KEYWORDS_OCTETS_MAX), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static void mbox(Path file, Sink sink) throws IOException {
        try (MboxReader reader = new MboxReader(new BufferedInputStream(open(file)))) {
            for (Optional<MboxMessage> next = reader.next(); next.isPresent(); next = reader.next()) {
                MboxMessage message = next.get();
                try (Spooled content = Spooled.of(message.content())) {
                    sink.message(new FoundMessage(message.flags(), Optional.of(message.date()), content));
                }
            }
        }
    }

    private static void message(Path file, Flags flags, Sink sink) throws IOException {
        Spooled content;
        Instant date;
        try (InputStream in = open(file)) {
            date = Files.getLastModifiedTime(file).toInstant();
            content = Spooled.of(in);
        } catch (IOException e) {
            sink.unreadable(file.toString(), e);
            return;
        }
        try (content) {
            sink.message(new FoundMessage(flags, Optional.of(date), content));
        }
    }

    /// @param where for the error
    static MailboxName mailbox(List<String> path, Path where) throws TaskRefusedException {
        try {
            return new MailboxName(path.stream().map(ModifiedUtf7::decode).toList());
        } catch (IllegalArgumentException e) {
            throw new TaskRefusedException(where + " cannot be a mailbox: " + e.getMessage(), e);
        }
    }

    static boolean isMaildir(Path folder) {
        return isFolder(folder.resolve("cur")) && isFolder(folder.resolve("new"));
    }

    // Says so, where it is one.
    private static boolean isLink(Path path, Sink sink) {
        boolean link = Files.isSymbolicLink(path);
        if (link) {
            sink.unreadable(path.toString(), new IOException("a symbolic link is not followed"));
        }
        return link;
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isInMaildir(Path file) {
        Path parent = file.getParent();
        return parent != null && (parent.endsWith("cur") || parent.endsWith("new"));
    }

    private static boolean isMbox(Path file) throws IOException {
        if (!isFile(file)) {
            return false;
        }
        try (InputStream in = open(file)) {
            return Arrays.equals(in.readNBytes(MBOX_START.length), MBOX_START);
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        if (!isFolder(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Override
    public void close() {
        // Nothing stays open.
    }
}
