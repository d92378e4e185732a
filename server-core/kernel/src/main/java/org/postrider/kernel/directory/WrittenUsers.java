package org.postrider.kernel.directory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Secret;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.User;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.directory.UsersConfig.UserEntry;

/// Reads a file of users that has the very form in which [DirectoryXml] writes it, many times as fast as any
/// configuration is read: there may be 100,000. What somebody has written otherwise, or wrongly, it leaves to that.
final class WrittenUsers {
    private static final Set<String> ATTRIBUTES = Set.of(
            "address",
            "password",
            "scramSha1",
            "scramSha256",
            "enabled",
            "quota",
            "quotaMessages",
            "quotaMailboxes",
            "forward",
            "keepCopy",
            "administers",
            "groups");

    private WrittenUsers() {}

    /// Empty where the file has another form.
    static Optional<Map<MailAddress, User>> read(Path file) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in, "UTF-8");
            try {
                return users(xml);
            } finally {
                xml.close();
            }
        } catch (IOException | XMLStreamException | IllegalArgumentException _) {
            // The other reader says what is wrong, and where.
            return Optional.empty();
        }
    }

    private static Optional<Map<MailAddress, User>> users(XMLStreamReader xml) throws XMLStreamException {
        Map<MailAddress, User> users = new HashMap<>();
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (!xml.getLocalName().equals(depth == 1 ? "users" : "user") || depth > 2) {
                        return Optional.empty();
                    }
                    if (depth == 2) {
                        Optional<User> user = user(xml);
                        if (user.isEmpty()) {
                            return Optional.empty();
                        }
                        users.put(user.get().address(), user.get());
                    } else if (xml.getAttributeCount() > 0) {
                        return Optional.empty();
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!xml.getText().isBlank()) {
                        return Optional.empty();
                    }
                }
                default -> {
                    // A comment, or the end.
                }
            }
        }
        return Optional.of(Map.copyOf(users));
    }

    private static Optional<User> user(XMLStreamReader xml) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String value = xml.getAttributeValue(i);
            // Something that is to be filled in.
            if (!ATTRIBUTES.contains(xml.getAttributeLocalName(i)) || value.contains("${")) {
                return Optional.empty();
            }
            values.put(xml.getAttributeLocalName(i), value);
        }
        if (!values.containsKey("address") || !values.containsKey("password")) {
            return Optional.empty();
        }
        UserEntry entry = new UserEntry(
                MailAddress.parse(values.getOrDefault("address", "")),
                new Secret(values.getOrDefault("password", "")),
                text(values, "scramSha1").map(Secret::new),
                text(values, "scramSha256").map(Secret::new),
                flag(values, "enabled"),
                text(values, "quota").map(ByteSize::parse),
                text(values, "quotaMessages").map(Long::valueOf),
                text(values, "quotaMailboxes").map(Long::valueOf),
                list(values, "forward").stream().map(MailAddress::parse).toList(),
                flag(values, "keepCopy"),
                Administers.valueOf(values.getOrDefault("administers", "nobody").toUpperCase(Locale.ROOT)),
                list(values, "groups"));
        return Optional.of(entry.user());
    }

    private static Optional<String> text(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static List<String> list(Map<String, String> values, String name) {
        return Arrays.stream(values.getOrDefault(name, "").split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static boolean flag(Map<String, String> values, String name) {
        String value = values.getOrDefault(name, "true");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(name);
        }
        return value.equals("true");
    }
}
