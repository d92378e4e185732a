package org.postrider.mime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Message;

/// Reads a message line by line and keeps no more of it than the headers. Confined to one thread.
final class MimeReader {
    private static final int DEPTH_MAX = 64;
    private static final int PARTS_MAX = 10_000;
    // Only the start of a line matters: a boundary has at most 70 octets (RFC 2046 §5.1.1), but some have more.
    private static final int LINE_KEPT_MAX = 1024;

    private final Content message;
    private final List<byte[]> boundaries = new ArrayList<>();
    private InputStream in = InputStream.nullInputStream();
    private int parts;

    // The line that was read last.
    private final byte[] line = new byte[LINE_KEPT_MAX];
    private int lineKept;
    private long lineStart;
    private long lineEnd;
    private int lineBreak;
    private boolean atEnd;
    private boolean pushedBack;
    /// Where the line before the last one ended, without its line break.
    private long previousTextEnd;
    private long linesRead;

    MimeReader(Content message) {
        this.message = message;
    }

    MimeEntity read() throws IOException {
        try (InputStream stream = new BufferedInputStream(message.open(), 32 * 1024)) {
            in = stream;
            return entity(ContentType.TEXT_PLAIN, 0);
        }
    }

    // An entity up to the next boundary of those around it, or the end. Behind it `line` is that boundary.
    private MimeEntity entity(ContentType otherwise, int depth) throws IOException {
        parts++;
        long headerOffset = nextOffset();
        Headers headers = headers();
        long bodyOffset = pushedBack || atEnd ? lineStart : lineEnd;
        ContentType type = headers.first("Content-Type")
                .map(ContentType::parse)
                .filter(parsed -> !parsed.subtype().isEmpty())
                .orElse(otherwise);
        boolean room = depth < DEPTH_MAX && parts < PARTS_MAX;
        List<MimeEntity> children = new ArrayList<>();
        Body body;
        if (room && type.isMultipart() && type.parameter("boundary").isPresent()) {
            body = multipart(type, bodyOffset, children, depth);
        } else if (room && type.type().equals("message") && isMessage(type)) {
            body = nested(bodyOffset, children, depth);
        } else {
            body = leaf(bodyOffset);
        }
        return new MimeEntity(headerOffset, headers, bodyOffset, body.length(), body.lines(), type, children);
    }

    private static boolean isMessage(ContentType type) {
        return type.subtype().equals("rfc822") || type.subtype().equals("global");
    }

    private Headers headers() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(1024);
        boolean first = true;
        while (readLine(octets)) {
            if (isBoundary() || (!isHeaderLine(first) && !isEmpty())) {
                // What is no header is body; the line is read again.
                pushedBack = true;
                break;
            }
            if (isEmpty() || octets.size() > Message.HEADER_OCTETS_MAX) {
                break;
            }
            first = false;
        }
        return Headers.parse(octets.toByteArray());
    }

    private boolean isEmpty() {
        return lineEnd - lineStart == lineBreak;
    }

    private boolean isHeaderLine(boolean first) {
        if (line[0] == ' ' || line[0] == '\t') {
            return !first;
        }
        for (int i = 0; i < lineKept; i++) {
            if (line[i] == ':') {
                return i > 0;
            }
            if (line[i] <= ' ' && line[i] != ' ' && line[i] != '\t') {
                return false;
            }
            if (line[i] == ' ' && !restIsColon(i)) {
                return false;
            }
        }
        return false;
    }

    private boolean restIsColon(int from) {
        int i = from;
        while (i < lineKept && (line[i] == ' ' || line[i] == '\t')) {
            i++;
        }
        return i < lineKept && line[i] == ':';
    }

    private Body leaf(long bodyOffset) throws IOException {
        long lines = 0;
        boolean any = false;
        while (readLine(null)) {
            if (isBoundary()) {
                pushedBack = true;
                return any ? new Body(previousTextEnd - bodyOffset, Math.max(lines, 1)) : new Body(0, 0);
            }
            any = true;
            lines++;
        }
        return new Body(lineEnd - bodyOffset, lines);
    }

    private Body nested(long bodyOffset, List<MimeEntity> children, int depth) throws IOException {
        long linesBefore = linesPassed();
        MimeEntity inside = entity(ContentType.TEXT_PLAIN, depth + 1);
        children.add(inside);
        long length = inside.bodyOffset() + inside.bodyLength() - bodyOffset;
        return new Body(length, linesPassed() - linesBefore);
    }

    private Body multipart(ContentType type, long bodyOffset, List<MimeEntity> children, int depth) throws IOException {
        byte[] boundary =
                ("--" + type.parameter("boundary").orElseThrow().stripTrailing()).getBytes(StandardCharsets.ISO_8859_1);
        boundaries.add(boundary);
        int mine = boundaries.size() - 1;
        ContentType otherwise = type.subtype().equals("digest") ? ContentType.MESSAGE : ContentType.TEXT_PLAIN;
        boolean outer = false;
        while (readLine(null)) {
            int hit = boundaryHit();
            if (hit == mine && !isClosing(boundary)) {
                if (parts >= PARTS_MAX) {
                    continue;
                }
                children.add(entity(otherwise, depth + 1));
            } else if (hit == mine) {
                break;
            } else if (hit >= 0) {
                outer = true;
                break;
            }
        }
        boundaries.removeLast();
        if (outer) {
            pushedBack = true;
            return new Body(Math.max(0, previousTextEnd - bodyOffset), 0);
        }
        return epilogue(bodyOffset);
    }

    // Behind the closing boundary: belongs to the multipart's body, but to no part.
    private Body epilogue(long bodyOffset) throws IOException {
        while (readLine(null)) {
            if (isBoundary()) {
                pushedBack = true;
                return new Body(Math.max(0, previousTextEnd - bodyOffset), 0);
            }
        }
        return new Body(lineEnd - bodyOffset, 0);
    }

    private boolean isBoundary() {
        return boundaryHit() >= 0;
    }

    // Which of the open boundaries the line is, the innermost first; -1 for none.
    private int boundaryHit() {
        if (lineKept < 2 || line[0] != '-' || line[1] != '-') {
            return -1;
        }
        for (int i = boundaries.size() - 1; i >= 0; i--) {
            if (isBoundary(boundaries.get(i))) {
                return i;
            }
        }
        return -1;
    }

    // RFC 2046 §5.1.1: space may follow a boundary, nothing else.
    private boolean isBoundary(byte[] boundary) {
        if (lineKept < boundary.length || !Arrays.equals(line, 0, boundary.length, boundary, 0, boundary.length)) {
            return false;
        }
        int rest = boundary.length;
        if (rest + 1 < lineKept && line[rest] == '-' && line[rest + 1] == '-') {
            rest += 2;
        }
        while (rest < lineKept) {
            if (line[rest] > ' ') {
                return false;
            }
            rest++;
        }
        return true;
    }

    private boolean isClosing(byte[] boundary) {
        int rest = boundary.length;
        return rest + 1 < lineKept && line[rest] == '-' && line[rest + 1] == '-';
    }

    private long nextOffset() {
        return pushedBack ? lineStart : lineEnd;
    }

    // Reads a line, or the one that was pushed back, again; its octets go to `copy` too.
    private boolean readLine(@org.jspecify.annotations.Nullable ByteArrayOutputStream copy) throws IOException {
        if (pushedBack) {
            pushedBack = false;
            if (copy != null) {
                copy.write(line, 0, lineKept);
            }
            return !atEnd;
        }
        previousTextEnd = lineEnd - lineBreak;
        lineStart = lineEnd;
        lineKept = 0;
        lineBreak = 0;
        int last = -1;
        int octet = in.read();
        if (octet < 0) {
            atEnd = true;
            return false;
        }
        linesRead++;
        while (octet >= 0) {
            lineEnd++;
            if (lineKept < LINE_KEPT_MAX) {
                line[lineKept++] = (byte) octet;
            }
            if (copy != null) {
                copy.write(octet);
            }
            if (octet == '\n') {
                lineBreak = last == '\r' ? 2 : 1;
                break;
            }
            last = octet;
            octet = in.read();
        }
        return true;
    }

    private long linesPassed() {
        return linesRead - (pushedBack ? 1 : 0);
    }

    private record Body(long length, long lines) {}
}
