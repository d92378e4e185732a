package org.postrider.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;

/// Reads a command with its literals (RFC 3501 §4.3, RFC 7888). A literal too large for memory, which only APPEND has,
/// goes
/// into a file. Confined to the session's thread.
final class CommandReader {
    private static final int LINE_OCTETS_MAX = 64 * 1024;
    private static final int COMMAND_OCTETS_MAX = 1024 * 1024;
    private static final int LITERAL_IN_MEMORY_MAX = 64 * 1024;
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d{1,18})(\\+?)}$");
    private static final Pattern APPEND =
            Pattern.compile("[^ ]+ +append .*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final byte[] GO_ON = "+ go ahead\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final long literalMax;

    /// @param literalMax for APPEND
    CommandReader(Connection connection, long literalMax) {
        this.connection = connection;
        this.literalMax = literalMax;
    }

    /// @param text its octets as ISO 8859-1, with its literals, without its line break; a large literal is
    ///     missing behind its
    ///     `{n}` and line break
    /// @param large the file of the large one, which the caller deletes
    record Command(String text, Optional<Path> large) {
        byte[] octets() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /// The command cannot be taken; the session goes on.
    static final class RefusedException extends Exception {
        private final String tag;

        RefusedException(String tag, String message) {
            super(message);
            this.tag = tag;
        }

        /// `*` where it has none.
        String tag() {
            return tag;
        }
    }

    Command read(boolean authenticated) throws ConnectionEndedException, RefusedException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(128);
        Path large = null;
        try {
            while (true) {
                String line = line(text);
                text.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
                Matcher literal = LITERAL.matcher(line);
                if (!literal.find()) {
                    Command command =
                            new Command(text.toString(StandardCharsets.ISO_8859_1), Optional.ofNullable(large));
                    large = null;
                    return command;
                }
                text.writeBytes(new byte[] {'\r', '\n'});
                long length = Long.parseLong(literal.group(1));
                boolean waits = literal.group(2).isEmpty();
                if (length <= LITERAL_IN_MEMORY_MAX && text.size() + length <= COMMAND_OCTETS_MAX) {
                    goOn(waits);
                    copy(length, text);
                } else if (large == null && isAppend(text) && authenticated && length <= literalMax) {
                    goOn(waits);
                    large = Files.createTempFile("postrider-append", ".eml");
                    try (OutputStream out = Files.newOutputStream(large)) {
                        copy(length, out);
                    }
                } else {
                    refuse(text, length, waits);
                }
            }
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(large);
        }
    }

    static void delete(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(ByteArrayOutputStream before) throws ConnectionEndedException, RefusedException {
        try {
            byte[] line = connection.readLine(LINE_OCTETS_MAX);
            int end = line.length - 1;
            if (end > 0 && line[end - 1] == '\r') {
                end--;
            }
            if (before.size() + end > COMMAND_OCTETS_MAX) {
                throw new RefusedException(tag(before), "BAD the command is too long");
            }
            return new String(line, 0, end, StandardCharsets.ISO_8859_1);
        } catch (LineTooLongException e) {
            skipLine();
            throw new RefusedException(tag(before), "BAD the line is too long");
        }
    }

    private void skipLine() throws ConnectionEndedException {
        for (int i = 0; i < 16; i++) {
            try {
                connection.readLine(LINE_OCTETS_MAX);
                return;
            } catch (LineTooLongException e) {
                // Not yet at its end.
            }
        }
        throw new ConnectionEndedException(ConnectionEndedException.Reason.VIOLATION, "a line without end");
    }

    private void goOn(boolean waits) throws ConnectionEndedException {
        if (waits) {
            connection.write(GO_ON);
            connection.flush();
        }
    }

    private void copy(long length, OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(length, Connection.BUFFER_OCTETS)];
        long left = length;
        while (left > 0) {
            int count = connection.read(buffer, 0, (int) Math.min(left, buffer.length));
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    // A client that waits has not sent it; one that does not is read on, within limits, to find the next command.
    private void refuse(ByteArrayOutputStream text, long length, boolean waits) throws IOException, RefusedException {
        if (!waits) {
            if (length > literalMax) {
                throw new ConnectionEndedException(
                        ConnectionEndedException.Reason.VIOLATION, "a literal of " + length + " octets");
            }
            copy(length, OutputStream.nullOutputStream());
            line(text);
        }
        throw new RefusedException(tag(text), "NO [TOOBIG] the literal is too large");
    }

    private static boolean isAppend(ByteArrayOutputStream text) {
        return APPEND.matcher(text.toString(StandardCharsets.ISO_8859_1)).matches();
    }

    private static String tag(ByteArrayOutputStream text) {
        String start = text.toString(StandardCharsets.ISO_8859_1);
        int space = start.indexOf(' ');
        return space < 1 ? "*" : start.substring(0, space);
    }
}
