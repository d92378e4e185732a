package org.postrider.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Decodes octets to characters and never fails for what they are. Confined to one thread.
///
/// In text that is said to be UTF-8 (or of which nothing is said), octets that are not UTF-8 are read as windows-1252:
/// that is what those send who say something wrong.
final class TextReader extends Reader {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final int BUFFER_SIZE = 8 * 1024;
    // No charset has longer characters.
    static final int BUFFER_SIZE_MIN = 64;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final boolean utf8;
    private final ByteBuffer octets;
    private final CharBuffer chars;
    private boolean atEnd;
    private boolean finished;

    TextReader(InputStream in, Charset charset) {
        this(in, charset, BUFFER_SIZE);
    }

    TextReader(InputStream in, Charset charset, int bufferSize) {
        this.in = in;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.utf8 = charset.equals(StandardCharsets.UTF_8);
        this.octets = ByteBuffer.allocate(bufferSize).flip();
        this.chars = CharBuffer.allocate(bufferSize).flip();
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
        while (!chars.hasRemaining() && !finished && count > 0) {
            fill();
        }
        int given = Math.min(count, chars.remaining());
        chars.get(buffer, offset, given);
        return given == 0 && count > 0 ? -1 : given;
    }

    private void fill() throws IOException {
        octets.compact();
        if (!atEnd && octets.hasRemaining()) {
            int count = in.read(octets.array(), octets.position(), octets.remaining());
            atEnd = count < 0;
            octets.position(octets.position() + Math.max(0, count));
        }
        octets.flip();
        chars.clear();
        CoderResult result = decoder.decode(octets, chars, atEnd);
        while (result.isError() && chars.remaining() >= result.length()) {
            replace(result.length());
            result = decoder.decode(octets, chars, atEnd);
        }
        if (atEnd && result.isUnderflow()) {
            finished = decoder.flush(chars).isUnderflow();
        }
        chars.flip();
    }

    private void replace(int length) {
        byte[] wrong = new byte[length];
        octets.get(wrong);
        chars.put(utf8 ? new String(wrong, WINDOWS_1252) : "\ufffd");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
