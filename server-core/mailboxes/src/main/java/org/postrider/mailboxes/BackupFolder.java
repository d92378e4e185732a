package org.postrider.mailboxes;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;

/// Where the backups of an account lie: `messages/ab/abcd...` has each message once, named by its SHA-256, and
/// `backups/2026-11-25T03-00-00Z` says what there was at that moment ([BackupManifest]). A message that is in an older
/// backup already is neither read nor written again.
final class BackupFolder {
    private static final String MANIFESTS = "backups";
    private static final String MESSAGES = "messages";
    private static final String UNFINISHED = ".part";
    private static final int PREFIX_LENGTH = 2;

    private final Path folder;

    private BackupFolder(Path folder) {
        this.folder = folder;
    }

    /// @param target where the backups of all accounts lie
    static BackupFolder of(Path target, MailAddress account) {
        // An address may have a slash before its @.
        String name = account.toString().replace("%", "%25").replace("/", "%2F");
        return new BackupFolder(target.resolve(name));
    }

    void create() throws IOException {
        Files.createDirectories(folder.resolve(MANIFESTS));
        Files.createDirectories(folder.resolve(MESSAGES));
    }

    /// The backups that are whole, oldest first.
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(MANIFESTS))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.endsWith(UNFINISHED))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    Path manifest(String name) {
        return folder.resolve(MANIFESTS).resolve(name);
    }

    Path unfinished(String name) {
        return folder.resolve(MANIFESTS).resolve(name + UNFINISHED);
    }

    boolean has(String hash) {
        return Files.exists(message(hash));
    }

    Path message(String hash) {
        return folder.resolve(MESSAGES)
                .resolve(hash.substring(0, PREFIX_LENGTH))
                .resolve(hash);
    }

    /// Keeps a message and says by which name.
    String add(Content content) throws IOException {
        MessageDigest digest = sha256();
        Path part = Files.createTempFile(folder.resolve(MESSAGES), "message", UNFINISHED);
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
                    OutputStream hashed = new DigestOutputStream(out, digest)) {
                content.writeTo(hashed);
            }
            String hash = HexFormat.of().formatHex(digest.digest());
            if (!has(hash)) {
                force(part);
                Path file = message(hash);
                Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(folder));
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return hash;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Makes a backup count: all that it names is on the disk before its name is.
    void finish(String name) throws IOException {
        force(unfinished(name));
        Files.move(unfinished(name), manifest(name), StandardCopyOption.ATOMIC_MOVE);
        force(folder.resolve(MANIFESTS));
    }

    /// The name under which a message lies, or would lie, in a backup.
    static String hash(Content content) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream hashed = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            content.writeTo(hashed);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
