package org.postrider.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.testkit.SocketPeer;
import org.postrider.testkit.TranscriptPeer;

/// Asks for COMPRESS (RFC 4978) as soon as the transcript has logged in, and goes on in DEFLATE.
final class CompressingPeer implements TranscriptPeer {
    /// A log-in in one line.
    static final Pattern LOGIN = Pattern.compile("(?m)^([A-Za-z0-9]+) (?i:LOGIN) [^{}\r\n]+$");

    private final SocketPeer peer;
    private final Queue<byte[]> read = new ArrayDeque<>();
    private boolean compressed;

    CompressingPeer(SocketPeer peer) {
        this.peer = peer;
    }

    @Override
    public void send(byte[] octets) throws IOException {
        Matcher login = LOGIN.matcher(new String(octets, StandardCharsets.ISO_8859_1));
        if (compressed || !login.find()) {
            peer.send(octets);
            return;
        }
        int end = Math.min(login.end() + "\r\n".length(), octets.length);
        peer.send(Arrays.copyOf(octets, end));
        byte[] answer = await(login.group(1));
        read.add(answer);
        if (text(answer).startsWith(login.group(1) + " OK")) {
            compress();
        }
        if (end < octets.length) {
            send(Arrays.copyOfRange(octets, end, octets.length));
        }
    }

    private void compress() throws IOException {
        peer.send("deflate COMPRESS DEFLATE\r\n".getBytes(StandardCharsets.US_ASCII));
        String answer = text(await("deflate"));
        if (!answer.startsWith("deflate OK")) {
            throw new IOException("no compression: " + answer);
        }
        peer.startDeflate();
        compressed = true;
    }

    // Lines before it are the transcript's.
    private byte[] await(String tag) throws IOException {
        byte[] line = peer.readLine();
        while (!text(line).startsWith(tag + " ")) {
            read.add(line);
            line = peer.readLine();
        }
        return line;
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1);
    }

    @Override
    public byte[] readLine() throws IOException {
        byte[] before = read.poll();
        return before != null ? before : peer.readLine();
    }

    @Override
    public void startTls() throws IOException {
        peer.startTls();
    }

    @Override
    public void expectEnd() throws IOException {
        byte[] before = read.poll();
        if (before != null) {
            throw new IOException("the server goes on: " + text(before));
        }
        peer.expectEnd();
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
