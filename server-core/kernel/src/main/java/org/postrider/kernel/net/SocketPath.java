package org.postrider.kernel.net;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// Where a Unix socket shall be.
public final class SocketPath {
    /// What an address of the operating system has room for: 108 octets, the last of them zero (Linux, `unix(7)`).
    private static final int OCTETS_MAX = 107;

    private SocketPath() {}

    /// Why there can be no socket there.
    ///
    /// @return a sentence that says what to do; empty where nothing speaks against it
    public static Optional<String> objection(Path path) {
        int octets = path.toString().getBytes(Charset.defaultCharset()).length;
        if (octets > OCTETS_MAX) {
            return Optional.of("the path of a Unix socket has at most " + OCTETS_MAX + " octets, and " + path + " has "
                    + octets + "; choose a shorter one, such as /run/postrider/lmtp");
        }
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.of(
                    "the folder of the socket " + path + " does not exist; make it, owned by the server's user");
        }
        return exists(path) && !isSocket(path)
                ? Optional.of("there is a file " + path + " which is no socket; move it away")
                : Optional.empty();
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSocket(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (IOException e) {
            // It has gone since, or may not be looked at: opening it will tell.
            return true;
        }
    }
}
