package org.postrider.smtp.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;
import org.postrider.smtp.syntax.ReplyLine;

/// Commands out, replies in. Confined to the thread of the delivery.
final class HopWire {
    /// RFC 5321 §4.5.3.1.5 says 512; some say more.
    private static final int LINE_OCTETS_MAX = 4096;

    private static final int LINES_MAX = 200;
    private static final int TEXT_LENGTH_MAX = 1000;

    private final Connection connection;
    private final Duration attempt;
    private final LongSupplier nanoClock;
    private long attemptEnd;

    /// @param attempt how long a mail may take
    /// @param nanoClock such as `System::nanoTime`
    HopWire(Connection connection, Duration attempt, LongSupplier nanoClock) {
        this.connection = connection;
        this.attempt = attempt;
        this.nanoClock = nanoClock;
        begin();
    }

    /// From now on it is about another mail.
    void begin() {
        attemptEnd = nanoClock.getAsLong() + attempt.toNanos();
    }

    Connection connection() {
        return connection;
    }

    /// Puts a command where it waits for [#reply].
    void write(String command) throws ConnectionEndedException {
        connection.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Sends a command and waits for the reply.
    HostReply ask(String command, Duration limit) throws ConnectionEndedException {
        write(command);
        return reply(limit);
    }

    /// A piece of the message is to be sent next.
    void beginPiece(Duration limit) throws ConnectionEndedException {
        waitUntil(nanoClock.getAsLong() + limit.toNanos());
    }

    /// Sends what waits and reads the next reply.
    HostReply reply(Duration limit) throws ConnectionEndedException {
        // RFC 5321 §4.5.3.2: for the whole reply, however many lines it has.
        long end = nanoClock.getAsLong() + limit.toNanos();
        waitUntil(end);
        connection.flush();
        List<String> texts = new ArrayList<>();
        while (texts.size() < LINES_MAX) {
            waitUntil(end);
            ReplyLine line = line();
            texts.add(printable(line.text()));
            if (line.last()) {
                return new HostReply(line.toReply(wholeText(line.code(), texts)), List.copyOf(texts));
            }
        }
        throw violation("a reply has no end");
    }

    // Nor beyond the end of the attempt.
    private void waitUntil(long end) throws ConnectionEndedException {
        long now = nanoClock.getAsLong();
        long left = Math.min(end - now, attemptEnd - now);
        if (left <= 0) {
            throw new ConnectionEndedException(Reason.TIME_LIMIT, "it takes too long");
        }
        connection.timeLimit(Duration.ofNanos(left));
    }

    private ReplyLine line() throws ConnectionEndedException {
        try {
            return ReplyLine.parse(connection.readLine(LINE_OCTETS_MAX))
                    .orElseThrow(() -> violation("what it says is no SMTP reply"));
        } catch (LineTooLongException _) {
            throw violation("a line of its reply is too long");
        }
    }

    // Each line of a reply repeats the enhanced status code (RFC 2034 §4): it stands once in the whole.
    private static String wholeText(int code, List<String> texts) {
        String status = new ReplyLine(code, true, "").toReply(texts.getFirst()).status();
        StringBuilder whole = new StringBuilder(texts.getFirst());
        for (String text : texts.subList(1, texts.size())) {
            boolean repeats = !status.isEmpty() && text.startsWith(status + " ");
            whole.append(' ').append(repeats ? text.substring(status.length() + 1) : text);
        }
        return whole.length() <= TEXT_LENGTH_MAX ? whole.toString() : whole.substring(0, TEXT_LENGTH_MAX);
    }

    private static String printable(String text) {
        return text.chars()
                .map(c -> c == '\t' ? ' ' : c < ' ' || c >= 0x7f ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static ConnectionEndedException violation(String text) {
        return new ConnectionEndedException(Reason.VIOLATION, text);
    }
}
