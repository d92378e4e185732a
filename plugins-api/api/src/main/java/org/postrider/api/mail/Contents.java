package org.postrider.api.mail;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The ways in which contents are put together from others.
final class Contents {
    private Contents() {}

    static Content of(byte[] octets) {
        return new ArrayContent(octets, 0, octets.length);
    }

    static Content slice(Content whole, long offset, long length) {
        Objects.checkFromIndexSize(offset, length, whole.size());
        return new SliceContent(whole, offset, length);
    }

    static Content concat(List<Content> parts) {
        return parts.size() == 1 ? parts.getFirst() : new ConcatContent(List.copyOf(parts));
    }

    private static final class ArrayContent implements Content {
        private final byte[] octets;
        private final int offset;
        private final int length;

        ArrayContent(byte[] octets, int offset, int length) {
            this.octets = octets;
            this.offset = offset;
            this.length = length;
        }

        @Override
        public long size() {
            return length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets, offset, length);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(octets, offset, length);
        }

        @Override
        public Content slice(long from, long count) {
            Objects.checkFromIndexSize(from, count, length);
            return new ArrayContent(octets, Math.toIntExact(offset + from), Math.toIntExact(count));
        }
    }

    private record ConcatContent(List<Content> contents) implements Content {
        @Override
        public List<Content> parts() {
            return contents.stream()
                    .flatMap(content -> content.parts().stream())
                    .toList();
        }

        @Override
        public long size() {
            return contents.stream().mapToLong(Content::size).sum();
        }

        @Override
        public InputStream open() {
            return new ConcatStream(contents);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            for (Content part : contents) {
                part.writeTo(out);
            }
        }

        // Of the parts that it overlaps, so that nobody reads what stands before it.
        @Override
        public Content slice(long offset, long length) {
            Objects.checkFromIndexSize(offset, length, size());
            List<Content> sliced = new ArrayList<>();
            long partStart = 0;
            for (Content part : contents) {
                long size = part.size();
                long from = Math.max(offset, partStart);
                long to = Math.min(offset + length, partStart + size);
                if (from < to) {
                    sliced.add(to - from == size ? part : part.slice(from - partStart, to - from));
                }
                partStart += size;
            }
            return concat(sliced);
        }
    }

    private record SliceContent(Content whole, long offset, long length) implements Content {
        @Override
        public long size() {
            return length;
        }

        @Override
        public InputStream open() throws IOException {
            InputStream in = whole.open();
            in.skipNBytes(offset);
            return new LimitedStream(in, length);
        }

        @Override
        public Content slice(long from, long count) {
            Objects.checkFromIndexSize(from, count, length);
            return whole.slice(offset + from, count);
        }
    }

    private static final class LimitedStream extends FilterInputStream {
        private long left;

        LimitedStream(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            int octet = super.read();
            left -= octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = super.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(super.available(), left);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
