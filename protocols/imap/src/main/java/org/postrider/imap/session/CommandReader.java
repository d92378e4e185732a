package org.postrider.imap.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.api.mail.Content;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.imap.wire.Scratch;

/// Reads a command with its literals (RFC 3501 §4.3, RFC 7888, RFC 3516 §4.4). Messages that are large go into a file.
/// Confined to the session's thread.
public final class CommandReader {
    private static final int BEFORE_LOGIN_OCTETS_MAX = 8 * 1024;
    /// Of all messages of a command together.
    private static final int MESSAGES_IN_MEMORY_MAX = 64 * 1024;
    /// How many messages of the largest size a command may bring.
    private static final int MESSAGES_FACTOR = 16;
    /// How much of a command that was refused is read, to find the next one.
    private static final int SKIPPED_FACTOR = 4;
    /// The slowest that a literal may come.
    private static final int OCTETS_PER_SECOND_MIN = 1024;
    /// RFC 7888 §5
    private static final int LITERAL_MINUS_MAX = 4096;

    private static final Pattern LITERAL = Pattern.compile("(~?)\\{(\\d{1,18})(\\+?)}$");
    private static final String MESSAGE_COMMANDS = "(?is)[^ ]+ +(append|(uid +)?replace +[^ ]+)";
    private static final Pattern WITH_MAILBOX = Pattern.compile(MESSAGE_COMMANDS + " +.*");
    private static final Pattern MAILBOX_ALONE = Pattern.compile(MESSAGE_COMMANDS + " +\\{\\d+\\+?}");
    private static final byte[] GO_ON = "+ go ahead\r\n".getBytes(StandardCharsets.US_ASCII);

    private Connection connection;
    private final int commandMax;
    private final long messageMax;
    private final boolean literalMinus;
    private final Duration dataTimeLimit;

    CommandReader(Connection connection, ImapConfig config) {
        this.connection = connection;
        this.commandMax = Math.toIntExact(config.maxCommandSize().octets());
        this.messageMax = config.maxMessageSize().octets();
        this.literalMinus = config.literalMinus();
        this.dataTimeLimit = config.dataTimeLimit();
    }

    /// From now on commands come from there.
    void use(Connection other) {
        connection = other;
    }

    /// What a client sent, with its literals, without its line break.
    static final class Command {
        private final byte[] octets;
        private final Map<Integer, Content> large;

        private Command(byte[] octets, Map<Integer, Content> large) {
            this.octets = octets;
            this.large = large;
        }

        byte[] octets() {
            return octets;
        }

        /// Literals that are in a file instead, by the offset at which they would stand.
        Map<Integer, Content> large() {
            return large;
        }

        /// As ISO 8859-1.
        String start(int octetsMax) {
            return new String(octets, 0, Math.min(octets.length, octetsMax), StandardCharsets.ISO_8859_1);
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

    /// @param scratch takes large messages
    Command read(boolean authenticated, Scratch scratch) throws ConnectionEndedException, RefusedException {
        try {
            return new Reading(authenticated, scratch).read();
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One command, as far as it has been read.
    private final class Reading {
        private final boolean authenticated;
        private final Scratch scratch;
        private final int textMax;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream(128);
        private final Map<Integer, Content> large = new HashMap<>();
        private boolean messages;
        private int inMemory;
        private long all;

        Reading(boolean authenticated, Scratch scratch) {
            this.authenticated = authenticated;
            this.scratch = scratch;
            this.textMax = authenticated ? commandMax : Math.min(commandMax, BEFORE_LOGIN_OCTETS_MAX);
        }

        Command read() throws IOException, RefusedException {
            while (true) {
                String line = line();
                Matcher literal = LITERAL.matcher(line);
                if (!literal.find()) {
                    add(line);
                    return new Command(text.toByteArray(), large);
                }
                messages = messages || (authenticated && bringsMessage(line));
                add(line);
                literal(literal);
            }
        }

        private void literal(Matcher literal) throws IOException, RefusedException {
            boolean any = !literal.group(1).isEmpty();
            long length = Long.parseLong(literal.group(2));
            boolean waits = literal.group(3).isEmpty();
            boolean fits = messages
                    ? length <= messageMax && all + length <= messageMax * MESSAGES_FACTOR
                    : length <= textMax - text.size();
            if (!fits || (literalMinus && !waits && length > LITERAL_MINUS_MAX)) {
                throw refuse(length, waits);
            }
            add("\r\n");
            if (waits) {
                connection.write(GO_ON);
                connection.flush();
            }
            if (messages && inMemory + length > MESSAGES_IN_MEMORY_MAX) {
                Scratch.Source source = out -> copy(length, out);
                large.put(text.size(), any ? scratch.keep(source) : scratch.add(source));
            } else {
                copy(length, text);
                inMemory += messages ? (int) length : 0;
            }
            all += length;
        }

        private void add(String more) {
            text.writeBytes(more.getBytes(StandardCharsets.ISO_8859_1));
        }

        private String line() throws ConnectionEndedException, RefusedException {
            try {
                byte[] line = connection.readLine(textMax);
                int end = line.length - 1;
                if (end > 0 && line[end - 1] == '\r') {
                    end--;
                }
                if (text.size() + end > textMax + MESSAGES_IN_MEMORY_MAX) {
                    throw new RefusedException(tag(), "BAD the command is too long");
                }
                return new String(line, 0, end, StandardCharsets.ISO_8859_1);
            } catch (LineTooLongException e) {
                skipLine(textMax);
                throw new RefusedException(tag(), "BAD the line is too long");
            }
        }

        // A client that waits has not sent it; one that does not is read on, within limits, to find the next command.
        private RefusedException refuse(long length, boolean waits) throws IOException, RefusedException {
            long budget = Math.max(messageMax, commandMax) * SKIPPED_FACTOR;
            long next = length;
            boolean follows = !waits;
            while (follows) {
                budget -= next;
                if (budget < 0) {
                    throw violation("a literal of " + next + " octets");
                }
                copy(next, OutputStream.nullOutputStream());
                Matcher literal = LITERAL.matcher(line());
                follows = literal.find() && !literal.group(3).isEmpty();
                next = follows ? Long.parseLong(literal.group(2)) : 0;
            }
            // RFC 4469 §5 has TOOBIG, RFC 7889 §3 too
            return new RefusedException(
                    tag(),
                    messages && length > messageMax
                            ? "NO [TOOBIG] the message is too large"
                            : "BAD the literal is too large");
        }

        // The literal that follows is a message, not the name of the mailbox.
        private boolean bringsMessage(String line) {
            if (text.size() == 0) {
                return WITH_MAILBOX.matcher(line).matches()
                        && !MAILBOX_ALONE.matcher(line).matches();
            }
            return WITH_MAILBOX
                    .matcher(text.toString(StandardCharsets.ISO_8859_1))
                    .matches();
        }

        private String tag() {
            String start = text.toString(StandardCharsets.ISO_8859_1);
            int space = start.indexOf(' ');
            return space < 1 ? "*" : start.substring(0, space);
        }
    }

    /// Reads on to the end of a line that was too long.
    public void skipLine(int textMax) throws ConnectionEndedException {
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

    // However little comes at once: somebody who sends octet by octet is not waited for again and again.
    private void copy(long length, OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(length, Connection.BUFFER_OCTETS)];
        long deadline = System.nanoTime()
                + dataTimeLimit.plusSeconds(length / OCTETS_PER_SECOND_MIN).toNanos();
        long left = length;
        try {
            while (left > 0) {
                Duration rest = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
                connection.timeLimit(rest.compareTo(dataTimeLimit) < 0 ? rest : dataTimeLimit);
                int count = connection.read(buffer, 0, (int) Math.min(left, buffer.length));
                out.write(buffer, 0, count);
                left -= count;
            }
        } finally {
            connection.timeLimit(dataTimeLimit);
        }
    }

    private static ConnectionEndedException violation(String what) {
        return new ConnectionEndedException(ConnectionEndedException.Reason.VIOLATION, what);
    }
}
