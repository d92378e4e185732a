package org.postrider.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.protocol.LineBreaks;

/// Sends a message or its beginning: each line that starts with a dot gets another one before it, and the last line
/// ends
/// (RFC 1939 §3). Confined to the session thread; never has more than a buffer in memory.
final class MessageWriter {
    private static final byte[] DOT = {'.'};
    private static final byte[] LINE_BREAK = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_OCTETS = 16 * 1024;

    private final Connection connection;

    private boolean atLineStart = true;
    private boolean lineHasText;
    private boolean inBody;
    private long bodyLines;

    private MessageWriter(Connection connection) {
        this.connection = connection;
    }

    /// @param bodyLinesMax how many lines to send of what follows the header and its empty line
    /// @throws IOException where the message cannot be read: the answer is broken then
    static void write(Connection connection, InputStream message, long bodyLinesMax)
            throws IOException, ConnectionEndedException {
        new MessageWriter(connection).write(message, bodyLinesMax);
    }

    private void write(InputStream in, long bodyLinesMax) throws IOException, ConnectionEndedException {
        byte[] buffer = new byte[BUFFER_OCTETS];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            int sent = 0;
            while (sent < read) {
                if (inBody && atLineStart && bodyLines >= bodyLinesMax) {
                    return;
                }
                sent = line(buffer, sent, read);
            }
        }
        if (!atLineStart) {
            connection.write(LINE_BREAK);
        }
    }

    // Sends up to the end of the line, or of what is in the buffer; returns where that is.
    private int line(byte[] buffer, int from, int to) throws ConnectionEndedException {
        int lineFeed = LineBreaks.nextLineFeed(buffer, from, to);
        int until = lineFeed < 0 ? to : lineFeed + 1;
        if (atLineStart && buffer[from] == '.') {
            connection.write(DOT);
        }
        connection.write(buffer, from, until - from);
        atLineStart = lineFeed >= 0;
        if (inBody) {
            bodyLines += atLineStart ? 1 : 0;
        } else {
            lineHasText = lineHasText || hasText(buffer, from, until);
            inBody = atLineStart && !lineHasText;
            lineHasText &= !atLineStart;
        }
        return until;
    }

    private static boolean hasText(byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] != '\r' && buffer[i] != '\n') {
                return true;
            }
        }
        return false;
    }
}
