package org.postrider.kernel.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.User;
import org.postrider.api.mail.MailAddress;

/// Writes the directory's files, each as a whole.
final class DirectoryXml {
    private DirectoryXml() {}

    static void writeDomains(Path file, List<DomainsConfig.DomainEntry> domains, List<DomainsConfig.RelayEntry> relays)
            throws IOException {
        StringBuilder xml =
                start("domains", "The domains whose mail ends here. Changed by: postrider domain add|remove");
        for (DomainsConfig.DomainEntry domain : domains) {
            xml.append("  <domain name=\"").append(escape(domain.name().name())).append('"');
            domain.directory().ifPresent(name -> attribute(xml, "directory", name));
            xml.append(quota(domain.limits())).append("/>\n");
        }
        for (DomainsConfig.RelayEntry relay : relays) {
            xml.append("  <relay name=\"").append(escape(relay.name().name())).append('"');
            relay.recipients().ifPresent(list -> attribute(xml, "recipients", list.toString()));
            xml.append("/>\n");
        }
        replace(file, xml.append("</domains>\n").toString());
    }

    static void writeUsers(Path file, Collection<User> users) throws IOException {
        StringBuilder xml = start(
                "users",
                "The accounts, with the argon2id hashes and SCRAM verifiers of their passwords. Changed by: postrider user"
                        + " add|passwd|remove");
        users.forEach(user -> append(xml, user));
        replace(file, xml.append("</users>\n").toString());
    }

    private static void append(StringBuilder xml, User user) {
        xml.append("  <user");
        attribute(xml, "address", user.address().toString());
        user.password().ifPresent(password -> {
            attribute(xml, "password", password.hash());
            password.scramSha1().ifPresent(keys -> attribute(xml, "scramSha1", keys));
            password.scramSha256().ifPresent(keys -> attribute(xml, "scramSha256", keys));
        });
        attribute(xml, "enabled", String.valueOf(user.account().enabled()));
        xml.append(quota(user.limits()));
        Forwarding forwarding = user.forwarding();
        if (!forwarding.to().isEmpty()) {
            attribute(
                    xml,
                    "forward",
                    forwarding.to().stream().map(MailAddress::toString).collect(Collectors.joining(", ")));
            attribute(xml, "keepCopy", String.valueOf(forwarding.keepCopy()));
        }
        if (user.administers() != Administers.NOBODY) {
            attribute(xml, "administers", user.administers().name().toLowerCase(Locale.ROOT));
        }
        if (!user.groups().isEmpty()) {
            attribute(xml, "groups", String.join(", ", user.groups()));
        }
        xml.append("/>\n");
    }

    private static StringBuilder start(String root, String comment) {
        return new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- ")
                .append(comment)
                .append(" -->\n<")
                .append(root)
                .append(">\n");
    }

    private static String quota(QuotaLimits limits) {
        StringBuilder attributes = new StringBuilder();
        limits.storage()
                .ifPresent(size -> attributes.append(" quota=\"").append(size).append('"'));
        limits.messages()
                .ifPresent(count ->
                        attributes.append(" quotaMessages=\"").append(count).append('"'));
        limits.mailboxes()
                .ifPresent(count ->
                        attributes.append(" quotaMailboxes=\"").append(count).append('"'));
        return attributes.toString();
    }

    private static void attribute(StringBuilder xml, String name, String value) {
        xml.append(' ').append(name).append("=\"").append(escape(value)).append('"');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    // Written beside the file and renamed over it: a reader sees the old or the new, never a part.
    private static void replace(Path file, String text) throws IOException {
        put(written(file, text), file);
    }

    /// The text beside the file, forced to the disk: to be looked at and then [#put], or deleted.
    static Path written(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = create(fresh)) {
            ByteBuffer octets = StandardCharsets.UTF_8.encode(text);
            while (octets.hasRemaining()) {
                out.write(octets);
            }
            out.force(true);
        }
        return fresh;
    }

    static void put(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static FileChannel create(Path file) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            return FileChannel.open(file, options, ownerOnly);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " is in the way; remove it", e);
        }
    }
}
