package org.postrider.api.config;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A host name or address with an optional port: `mx.example.org`, `127.0.0.1:2525`, `[::1]:25`; or, where that makes
/// sense, the path of a Unix socket: `/run/dovecot/lmtp`.
///
/// @param host without brackets
public record HostPort(String host, OptionalInt port) {
    private static final Pattern SYNTAX =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]|([^\\s:\\[\\]]+))(?::(\\d{1,5}))?");
    private static final int PORT_MAX = 65_535;

    /// @throws IllegalArgumentException with a sentence that says how to write it
    public static HostPort parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no host and port: write host:port, 192.0.2.1:port or [2001:db8::1]:port");
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        if (host.startsWith("/") && matcher.group(3) != null) {
            throw new IllegalArgumentException("'" + text + "' is the path of a socket, and has no port");
        }
        if (matcher.group(3) == null) {
            return new HostPort(host, OptionalInt.empty());
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > PORT_MAX) {
            throw new IllegalArgumentException(port + " is no port: at most " + PORT_MAX);
        }
        return new HostPort(host, OptionalInt.of(port));
    }

    /// True where it is no host but the path of a Unix socket of this machine, as in `/run/dovecot/lmtp`.
    public boolean isPath() {
        return host.startsWith("/");
    }

    public int portOr(int otherwise) {
        return port.orElse(otherwise);
    }

    @Override
    public String toString() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return port.isPresent() ? shown + ":" + port.getAsInt() : shown;
    }
}
