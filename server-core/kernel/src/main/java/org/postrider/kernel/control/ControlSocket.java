package org.postrider.kernel.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where the control socket of a home is: `HOME/run/control.sock`, or, because a socket's path has at most 107 octets,
/// in a private temporary folder whose name stands in `HOME/run/control.path`.
final class ControlSocket {
    private static final int PATH_OCTETS_MAX = 100;

    private ControlSocket() {}

    /// For the server: makes place for the socket.
    static UnixDomainSocketAddress prepare(Path home) throws IOException {
        Path run = Files.createDirectories(
                home.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path pointer = run.resolve("control.path");
        Files.deleteIfExists(pointer);
        Path socket = run.toAbsolutePath().resolve("control.sock");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > PATH_OCTETS_MAX) {
            // createTempDirectory gives it to its owner alone.
            socket = Files.createTempDirectory("postrider-").resolve("control.sock");
            Files.writeString(pointer, socket.toString());
        }
        Files.deleteIfExists(socket);
        return UnixDomainSocketAddress.of(socket);
    }

    /// For the client: where the server said it is.
    static UnixDomainSocketAddress find(Path home) throws IOException {
        Path run = home.resolve("run").toAbsolutePath();
        Path pointer = run.resolve("control.path");
        return UnixDomainSocketAddress.of(
                Files.exists(pointer) ? Path.of(Files.readString(pointer)) : run.resolve("control.sock"));
    }

    static void remove(Path home, UnixDomainSocketAddress address) throws IOException {
        Files.deleteIfExists(address.getPath());
        if (Files.deleteIfExists(home.resolve("run").resolve("control.path"))) {
            Files.deleteIfExists(address.getPath().getParent());
        }
    }
}
