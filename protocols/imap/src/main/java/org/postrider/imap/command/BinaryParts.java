package org.postrider.imap.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.postrider.api.mail.Content;
import org.postrider.mime.MimeEntity;

/// Gives binary parts of a message a transfer encoding (RFC 3516 §4.4): what is stored has lines.
final class BinaryParts {
    private static final int LINE_OCTETS = 57;
    private static final int LINE_ENCODED = 78;

    private final Content message;
    private final List<Content> pieces = new ArrayList<>();
    private long done;

    private BinaryParts(Content message) {
        this.message = message;
    }

    /// The same where no part is binary.
    static Content encoded(Content message) throws IOException {
        BinaryParts parts = new BinaryParts(message);
        parts.walk(MimeEntity.parse(message));
        if (parts.pieces.isEmpty()) {
            return message;
        }
        parts.pieces.add(message.slice(parts.done, message.size() - parts.done));
        return Content.concat(parts.pieces);
    }

    private void walk(MimeEntity entity) {
        boolean leaf = entity.children().isEmpty();
        if (entity.encoding().equals("binary")) {
            pieces.add(message.slice(done, entity.headerOffset() - done));
            // RFC 2045 §6.4: what holds other parts has no encoding but 7bit, 8bit and binary
            pieces.add(Content.of(header(entity, leaf ? "base64" : "8bit")));
            done = entity.bodyOffset();
            if (leaf) {
                pieces.add(new Encoded(entity.body(message)));
                done += entity.bodyLength();
            }
        }
        entity.children().forEach(this::walk);
    }

    private static byte[] header(MimeEntity entity, String encoding) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entity.headers().fields().stream()
                .filter(field -> !field.is("Content-Transfer-Encoding"))
                .forEach(field -> out.writeBytes(
                        org.postrider.api.mail.Headers.of(List.of(field)).octets()));
        out.writeBytes(("Content-Transfer-Encoding: " + encoding + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /// Base64 of `binary`, made as it is read.
    private record Encoded(Content binary) implements Content {
        @Override
        public long size() {
            long last = binary.size() % LINE_OCTETS;
            return binary.size() / LINE_OCTETS * LINE_ENCODED + (last == 0 ? 0 : (last + 2) / 3 * 4 + 2);
        }

        @Override
        public InputStream open() throws IOException {
            return new EncodingStream(binary.open());
        }
    }

    private static final class EncodingStream extends InputStream {
        private final InputStream in;
        private byte[] line = new byte[0];
        private int next;

        EncodingStream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return fill() ? line[next++] : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, line.length - next);
            System.arraycopy(line, next, buffer, offset, count);
            next += count;
            return count;
        }

        private boolean fill() throws IOException {
            if (next == line.length) {
                byte[] octets = in.readNBytes(LINE_OCTETS);
                line = octets.length == 0
                        ? new byte[0]
                        : (Base64.getEncoder().encodeToString(octets) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                next = 0;
            }
            return next < line.length;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
