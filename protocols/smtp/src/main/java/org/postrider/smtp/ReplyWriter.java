package org.postrider.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;

/// Puts replies on the wire (RFC 5321 §4.2). Sends nothing by itself: the session flushes.
final class ReplyWriter {
    // RFC 5321 §4.5.3.1.5: 512 with CRLF. More can only be what a reply says again of a long command.
    private static final int LINE_LENGTH_MAX = 510;

    private final Connection connection;

    ReplyWriter(Connection connection) {
        this.connection = connection;
    }

    void write(Reply reply) throws ConnectionEndedException {
        line(reply.toString());
    }

    /// A reply of several lines without enhanced status codes.
    void write(int code, List<String> texts) throws ConnectionEndedException {
        for (int i = 0; i < texts.size(); i++) {
            line(code + (i < texts.size() - 1 ? "-" : " ") + texts.get(i));
        }
    }

    // What is not US-ASCII becomes a question mark: a client need not understand more (RFC 6531 §3.5).
    private void line(String text) throws ConnectionEndedException {
        String line = text.length() > LINE_LENGTH_MAX ? text.substring(0, LINE_LENGTH_MAX - 3) + "..." : text;
        connection.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
