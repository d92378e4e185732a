package org.postrider.kernel.repository;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Recipient;
import org.postrider.api.repository.Repositories;
import org.postrider.api.repository.RepositoryName;
import org.postrider.kernel.ledger.MailCodec;
import org.postrider.kernel.rehearsal.Rehearsal;

/// A folder for each repository, and two files for each mail: `KEY.eml`, the message, and `KEY.envelope`, which is
/// written
/// last and removed first: a mail is there while that is. Thread-safe.
public final class FileRepositories implements Repositories {
    private static final String ENVELOPE = ".envelope";
    private static final String MESSAGE = ".eml";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9-]{1,120}");
    private static final int DEPTH_MAX = 6;

    private final Path folder;

    /// @param folder made when the first mail is kept
    public FileRepositories(Path folder) {
        this.folder = folder;
    }

    @Override
    public void keep(RepositoryName repository, Mail mail) throws IOException {
        if (Rehearsal.insteadOf("keeps the mail in the repository " + repository.name())) {
            return;
        }
        Path place = folder.resolve(repository.name());
        Files.createDirectories(place);
        String key = key(mail);
        write(place.resolve(key + MESSAGE), out -> mail.message().content().writeTo(out));
        write(place.resolve(key + ENVELOPE), out -> out.write(MailCodec.write(mail)));
        // Folders that were just made have to be found again too.
        for (Path made = place; made != null && made.startsWith(folder); made = made.getParent()) {
            sync(made);
        }
        Path parent = folder.getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    // The same for a mail that comes again after a crash, another for other recipients of it.
    private static String key(Mail mail) {
        CRC32 recipients = new CRC32();
        mail.recipients().stream()
                .map(Recipient::toString)
                .sorted()
                .forEach(text -> recipients.update((text + "\n").getBytes(StandardCharsets.UTF_8)));
        return mail.id() + "-" + Long.toHexString(recipients.getValue());
    }

    /// How many mails each repository has.
    public Map<String, Integer> counts() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return counts;
        }
        Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH_MAX, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ENVELOPE)) {
                    counts.merge(folder.relativize(file.getParent()).toString(), 1, Integer::sum);
                }
                return FileVisitResult.CONTINUE;
            }

            // Mails come and go meanwhile.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return counts;
    }

    /// The keys of a repository's mails, sorted; none where there is no such repository.
    public List<String> keys(RepositoryName repository) throws IOException {
        Path place = folder.resolve(repository.name());
        List<String> keys = new ArrayList<>();
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.list(place)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(ENVELOPE))
                        .map(name -> name.substring(0, name.length() - ENVELOPE.length()))
                        .sorted()
                        .forEach(keys::add);
            }
        }
        return keys;
    }

    /// @return empty where there is no such mail
    /// @throws IOException where it cannot be read
    public Optional<KeptMail> find(RepositoryName repository, String key) throws IOException {
        if (!KEY.matcher(key).matches()) {
            return Optional.empty();
        }
        Path place = folder.resolve(repository.name());
        Path message = place.resolve(key + MESSAGE);
        try (DataInputStream in = new DataInputStream(Files.newInputStream(place.resolve(key + ENVELOPE)))) {
            return Optional.of(new KeptMail(
                    key, MailCodec.read(in, Message.of(new FileOctets(message, Files.size(message))))));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// @return false where there was no such mail
    public boolean delete(RepositoryName repository, String key) throws IOException {
        if (!KEY.matcher(key).matches()) {
            return false;
        }
        Path place = folder.resolve(repository.name());
        boolean there = Files.deleteIfExists(place.resolve(key + ENVELOPE));
        Files.deleteIfExists(place.resolve(key + MESSAGE));
        return there;
    }

    private static void write(Path file, Writing writing) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            writing.to(out);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void sync(Path place) throws IOException {
        try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private record FileOctets(Path file, long size) implements Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
