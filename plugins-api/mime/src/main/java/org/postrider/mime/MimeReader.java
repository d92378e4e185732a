package org.postrider.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Message;

/// Reads a message line by line and keeps no more of it than the headers. Confined to one thread.
final class MimeReader {
    private static final int DEPTH_MAX = 64;
    private static final int PARTS_MAX = 10_000;
    // Of all parts together.
    private static final int HEADER_OCTETS_MAX = 2 * Message.HEADER_OCTETS_MAX;

    private final LineReader lines;
    // The delimiters of the multiparts around the line, the innermost last.
    private final List<byte[]> delimiters = new ArrayList<>();
    private int parts;
    private long headerOctets;

    private MimeReader(LineReader lines) {
        this.lines = lines;
    }

    static MimeEntity read(Content message) throws IOException {
        try (InputStream in = message.open()) {
            return new MimeReader(new LineReader(in)).entity(ContentType.TEXT_PLAIN, 0);
        }
    }

    // An entity up to the next delimiter of the multiparts around it, which is unread then, or up to the end.
    private MimeEntity entity(ContentType otherwise, int depth) throws IOException {
        parts++;
        long headerOffset = lines.offset();
        Headers headers = headers();
        long bodyOffset = lines.offset();
        long linesBefore = lines.count();
        ContentType type = headers.first("Content-Type")
                .map(ContentType::parse)
                .filter(parsed -> !parsed.subtype().isEmpty())
                .orElse(otherwise);
        List<MimeEntity> children = children(type, depth);
        boolean delimited = lines.isUnread();
        // RFC 2046 §5.1.1: the line break before a delimiter is the delimiter's.
        long bodyEnd = delimited ? Math.max(bodyOffset, lines.previousTextEnd()) : lines.offset();
        long bodyLines = lines.count() - linesBefore;
        if (delimited && bodyLines > 0 && lines.previousIsEmpty()) {
            bodyLines--;
        }
        return new MimeEntity(headerOffset, headers, bodyOffset, bodyEnd - bodyOffset, bodyLines, type, children);
    }

    private Headers headers() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(512);
        int known = 0;
        boolean first = true;
        while (lines.read(octets, Message.HEADER_OCTETS_MAX)) {
            if (isDelimiter() || (!isHeaderLine(first) && !lines.isEmpty())) {
                // What is no header is body.
                lines.unread();
                break;
            }
            if (lines.isEmpty()) {
                break;
            }
            known = octets.size();
            if (known == Message.HEADER_OCTETS_MAX) {
                break;
            }
            first = false;
        }
        headerOctets += known;
        return Headers.parse(Arrays.copyOf(octets.toByteArray(), known));
    }

    private boolean isHeaderLine(boolean first) {
        if (isBlank(0)) {
            return !first;
        }
        int i = 0;
        while (i < lines.length() && isNameOctet(lines.octet(i))) {
            i++;
        }
        boolean named = i > 0;
        // RFC 5322 §4.5: space may precede the colon
        while (isBlank(i)) {
            i++;
        }
        return named && i < lines.length() && lines.octet(i) == ':';
    }

    // RFC 5322 §3.6.8
    private static boolean isNameOctet(byte octet) {
        return octet > ' ' && octet != 0x7f && octet != ':';
    }

    private boolean isBlank(int index) {
        return index < lines.length() && (lines.octet(index) == ' ' || lines.octet(index) == '\t');
    }

    private List<MimeEntity> children(ContentType type, int depth) throws IOException {
        Optional<String> boundary = type.boundary();
        if (depth < DEPTH_MAX && !isFull() && boundary.isPresent()) {
            return multipart(type, ("--" + boundary.get()).getBytes(StandardCharsets.UTF_8), depth);
        }
        if (depth < DEPTH_MAX && !isFull() && type.isMessage()) {
            return List.of(entity(ContentType.TEXT_PLAIN, depth + 1));
        }
        skipToDelimiter();
        return List.of();
    }

    private boolean isFull() {
        return parts >= PARTS_MAX || headerOctets >= HEADER_OCTETS_MAX;
    }

    private List<MimeEntity> multipart(ContentType type, byte[] delimiter, int depth) throws IOException {
        List<MimeEntity> children = new ArrayList<>();
        int mine = delimiters.size();
        delimiters.add(delimiter);
        // RFC 2046 §5.1.5
        ContentType otherwise = type.subtype().equals("digest") ? ContentType.MESSAGE : ContentType.TEXT_PLAIN;
        boolean closed = false;
        while (!closed && lines.read(null, 0)) {
            int hit = delimiterHit();
            if (hit >= 0 && hit < mine) {
                lines.unread();
                closed = true;
            } else if (hit == mine && isClosing(delimiter)) {
                closed = true;
            } else if (hit == mine && !isFull()) {
                children.add(entity(otherwise, depth + 1));
            }
        }
        delimiters.removeLast();
        skipToDelimiter();
        return children;
    }

    private void skipToDelimiter() throws IOException {
        while (lines.read(null, 0)) {
            if (isDelimiter()) {
                lines.unread();
                return;
            }
        }
    }

    private boolean isDelimiter() {
        return delimiterHit() >= 0;
    }

    // Which of the delimiters the line is, the innermost first; -1 for none.
    private int delimiterHit() {
        if (lines.length() < 2 || lines.octet(0) != '-' || lines.octet(1) != '-') {
            return -1;
        }
        for (int i = delimiters.size() - 1; i >= 0; i--) {
            if (isLineOf(delimiters.get(i))) {
                return i;
            }
        }
        return -1;
    }

    // RFC 2046 §5.1.1: two hyphens and space may follow the boundary, nothing else.
    private boolean isLineOf(byte[] delimiter) {
        if (!lines.startsWith(delimiter)) {
            return false;
        }
        int rest = delimiter.length + (isClosing(delimiter) ? 2 : 0);
        while (rest < lines.length()) {
            byte octet = lines.octet(rest++);
            if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
                return false;
            }
        }
        return true;
    }

    private boolean isClosing(byte[] delimiter) {
        int rest = delimiter.length;
        return rest + 1 < lines.length() && lines.octet(rest) == '-' && lines.octet(rest + 1) == '-';
    }
}
