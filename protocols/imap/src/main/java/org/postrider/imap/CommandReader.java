package org.postrider.imap;

import java.io.BufferedOutputStream;
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
import org.jspecify.annotations.Nullable;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;

/// Reads a command with its literals (RFC 3501 §4.3, RFC 7888). A message of APPEND that is large goes into a file.
/// Confined to the session's thread.
final class CommandReader {
    private static final int BEFORE_LOGIN_OCTETS_MAX = 8 * 1024;
    private static final int MESSAGE_IN_MEMORY_MAX = 64 * 1024;
    /// How much of a command that was refused is read, to find the next one.
    private static final int SKIPPED_FACTOR = 4;

    private static final Pattern LITERAL = Pattern.compile("\\{(\\d{1,18})(\\+?)}$");
    private static final Pattern APPEND = Pattern.compile("(?is)[^ ]+ +append +.*");
    private static final Pattern MAILBOX_OF_APPEND = Pattern.compile("(?i)[^ ]+ +append +\\{\\d+\\+?}");
    private static final byte[] GO_ON = "+ go ahead\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final int commandMax;
    private final long messageMax;

    CommandReader(Connection connection, ImapConfig config) {
        this.connection = connection;
        this.commandMax = Math.toIntExact(config.maxCommandSize().octets());
        this.messageMax = config.maxMessageSize().octets();
    }

    /// @param text with its literals, without its line break, as ISO 8859-1; the message in `large` left an
    ///     empty literal
    /// @param large the file of a large message, with CRLF; the caller deletes it
    record Command(String text, Optional<Path> large) {
        byte[] octets() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /// The command cannot be taken; the session goes on.
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

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
        int textMax = authenticated ? commandMax : Math.min(commandMax, BEFORE_LOGIN_OCTETS_MAX);
        ByteArrayOutputStream text = new ByteArrayOutputStream(128);
        Path large = null;
        try {
            while (true) {
                String line = line(text, textMax);
                Matcher literal = LITERAL.matcher(line);
                if (!literal.find()) {
                    add(text, line);
                    Command command =
                            new Command(text.toString(StandardCharsets.ISO_8859_1), Optional.ofNullable(large));
                    large = null;
                    return command;
                }
                long length = Long.parseLong(literal.group(1));
                boolean waits = literal.group(2).isEmpty();
                boolean message = authenticated && large == null && isMessage(text, line);
                if (message && length > MESSAGE_IN_MEMORY_MAX && length <= messageMax) {
                    add(text, line.substring(0, literal.start()) + "{0}\r\n");
                    goOn(waits);
                    large = Files.createTempFile("postrider-append", ".eml");
                    spill(length, large);
                } else if (length <= (message ? messageMax : textMax - text.size())) {
                    add(text, line + "\r\n");
                    goOn(waits);
                    copy(length, text);
                } else {
                    add(text, line);
                    throw refuse(text, length, waits, message);
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

    static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(ByteArrayOutputStream text, String more) {
        text.writeBytes(more.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String line(ByteArrayOutputStream before, int textMax) throws ConnectionEndedException, RefusedException {
        try {
            byte[] line = connection.readLine(textMax);
            int end = line.length - 1;
            if (end > 0 && line[end - 1] == '\r') {
                end--;
            }
            if (before.size() + end > textMax + MESSAGE_IN_MEMORY_MAX) {
                throw new RefusedException(tag(before), "BAD the command is too long");
            }
            return new String(line, 0, end, StandardCharsets.ISO_8859_1);
        } catch (LineTooLongException e) {
            skipLine(textMax);
            throw new RefusedException(tag(before), "BAD the line is too long");
        }
    }

    /// Reads on to the end of a line that was too long.
    void skipLine(int textMax) throws ConnectionEndedException {
        for (int i = 0; i < SKIPPED_FACTOR; i++) {
            try {
                connection.readLine(textMax);
                return;
            } catch (LineTooLongException e) {
                // Not yet at its end.
            }
        }
        throw violation("a line without end");
    }

    private void goOn(boolean waits) throws ConnectionEndedException {
        if (waits) {
            connection.write(GO_ON);
            connection.flush();
        }
    }

    private void spill(long length, Path file) throws IOException {
        try (OutputStream out = new CrlfStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            copy(length, out);
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
    private RefusedException refuse(ByteArrayOutputStream text, long length, boolean waits, boolean message)
            throws IOException, RefusedException {
        long budget = Math.max(messageMax, commandMax) * SKIPPED_FACTOR;
        long next = length;
        boolean follows = !waits;
        while (follows) {
            budget -= next;
            if (budget < 0) {
                throw violation("a literal of " + next + " octets");
            }
            copy(next, OutputStream.nullOutputStream());
            Matcher literal = LITERAL.matcher(line(text, commandMax));
            follows = literal.find() && !literal.group(2).isEmpty();
            next = follows ? Long.parseLong(literal.group(1)) : 0;
        }
        return new RefusedException(
                tag(text), message ? "NO [TOOBIG] the message is too large" : "BAD the literal is too large");
    }

    // The literal that follows is the message, not the name of the mailbox.
    private static boolean isMessage(ByteArrayOutputStream text, String line) {
        if (text.size() == 0) {
            return APPEND.matcher(line).matches()
                    && !MAILBOX_OF_APPEND.matcher(line).matches();
        }
        return APPEND.matcher(text.toString(StandardCharsets.ISO_8859_1)).matches();
    }

    private static ConnectionEndedException violation(String what) {
        return new ConnectionEndedException(ConnectionEndedException.Reason.VIOLATION, what);
    }

    private static String tag(ByteArrayOutputStream text) {
        String start = text.toString(StandardCharsets.ISO_8859_1);
        int space = start.indexOf(' ');
        return space < 1 ? "*" : start.substring(0, space);
    }
}
