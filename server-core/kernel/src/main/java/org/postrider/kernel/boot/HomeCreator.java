package org.postrider.kernel.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;

/// Makes a new home: the folders, and the default configuration with comments.
public final class HomeCreator {
    static final List<String> FILES = List.of(
            "server.xml", "listeners.xml", "pipeline.xml", "routes.xml", "aliases.xml", "domains.xml", "users.xml");
    private static final List<String> FOLDERS =
            List.of("conf", "conf/schema", "mail", "spool", "plugins", "log", "keys");
    private static final Map<String, Integer> PORTS = Map.of(
            "smtp",
            25,
            "lmtp",
            24,
            "submission",
            587,
            "submissions",
            465,
            "imap",
            143,
            "imaps",
            993,
            "pop3",
            110,
            "pop3s",
            995);
    private static final int PORT_BASE_MAX = 65_535 - 995;

    private HomeCreator() {}

    /// @param home does not exist yet, or is an empty folder
    /// @param portBase listeners on 127.0.0.1 at this number plus the standard port; without it, on all
    ///     addresses at the standard ports
    /// @throws StartException where it cannot be made, with a sentence that says what to do
    public static void create(Path home, String hostname, String domain, OptionalInt portBase) throws StartException {
        Map<String, String> values = values(hostname, domain, portBase);
        try {
            checkEmpty(home);
            makeFolder(home);
            for (String folder : FOLDERS) {
                makeFolder(home.resolve(folder));
            }
            for (String file : FILES) {
                write(home.resolve("conf").resolve(file), filledIn(resource(file), values));
                String schema = file.replace(".xml", ".xsd");
                write(home.resolve("conf/schema").resolve(schema), resource(schema));
            }
        } catch (AccessDeniedException e) {
            throw new StartException(
                    e.getFile() + " may not be written; make the home where you may, or run as the user who may", e);
        } catch (IOException e) {
            throw new StartException("the home " + home + " cannot be made: " + e, e);
        }
    }

    private static Map<String, String> values(String hostname, String domain, OptionalInt portBase)
            throws StartException {
        if (portBase.isPresent() && (portBase.getAsInt() < 0 || portBase.getAsInt() > PORT_BASE_MAX)) {
            throw new StartException("the port base must be between 0 and " + PORT_BASE_MAX);
        }
        Map<String, String> values = new LinkedHashMap<>();
        values.put("hostname", name(hostname));
        values.put("domain", name(domain));
        PORTS.forEach((listener, port) -> values.put("bind." + listener, bind(listener, port, portBase)));
        return values;
    }

    private static String name(String text) throws StartException {
        try {
            return Domain.parse(text).name();
        } catch (AddressSyntaxException e) {
            throw new StartException("'" + text + "' is no domain name: " + e.getMessage(), e);
        }
    }

    // LMTP trusts whoever speaks it, so that it never listens to the world by default.
    private static String bind(String listener, int port, OptionalInt portBase) {
        if (portBase.isPresent()) {
            return "127.0.0.1:" + (portBase.getAsInt() + port);
        }
        return listener.equals("lmtp") ? "127.0.0.1:" + port : "[::]:" + port;
    }

    private static void checkEmpty(Path home) throws StartException, IOException {
        if (Files.notExists(home)) {
            return;
        }
        try (Stream<Path> content = Files.list(home)) {
            if (content.findAny().isPresent()) {
                throw new StartException("the folder " + home + " is not empty; choose another one for the new home");
            }
        } catch (NotDirectoryException e) {
            throw new StartException(home + " is a file; choose another name for the new home", e);
        }
    }

    // For the owner alone: mail, keys and password hashes are private.
    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void write(Path file, String text) throws IOException {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(
                file, fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var octets = StandardCharsets.UTF_8.encode(text);
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        }
    }

    private static String filledIn(String template, Map<String, String> values) {
        String text = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return text;
    }

    private static String resource(String file) throws IOException {
        try (InputStream in = HomeCreator.class.getResourceAsStream("/org/postrider/conf/" + file)) {
            if (in == null) {
                throw new IOException("the default " + file + " is missing from this installation");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
