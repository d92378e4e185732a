package org.postrider.dist.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// One IMAP session. What it costs itself is little: literals are skipped, and of lines only the beginning is kept.
final class ImapClient implements AutoCloseable {
    private static final int HEAD_OCTETS = 200;
    private static final int TAIL_OCTETS = 24;
    private static final int TIME_LIMIT_MILLIS = 300_000;
    private static final int BUFFER_OCTETS = 64 * 1024;
    private static final SSLContext TLS = trusting();

    private final Socket socket;
    private final InputStream in;
    // Small while there is little to read: thousands of sessions only wait.
    private byte[] buffer = new byte[1024];
    private int position;
    private int limit;
    private int tag;
    private long octets;
    private long exists;

    private ImapClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIME_LIMIT_MILLIS);
        in = socket.getInputStream();
        line();
    }

    static ImapClient login(int port, String user, String password) throws IOException {
        return login(new Socket(InetAddress.getLoopbackAddress(), port), user, password);
    }

    /// Over TLS from the first octet, with any certificate.
    static ImapClient loginOverTls(int port, String user, String password) throws IOException {
        return login(TLS.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port), user, password);
    }

    private static ImapClient login(Socket socket, String user, String password) throws IOException {
        ImapClient client = new ImapClient(socket);
        client.command("LOGIN " + user + " " + password);
        return client;
    }

    /// Octets read since the start.
    long octets() {
        return octets;
    }

    /// Sends a command that must succeed.
    ///
    /// @return the beginning of the last untagged line
    String command(String text) throws IOException {
        return await(send(text));
    }

    /// @return the tag to wait for
    String send(String text) throws IOException {
        String name = "t" + ++tag;
        write((name + " " + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return name;
    }

    String await(String name) throws IOException {
        String before = "";
        while (true) {
            String line = line();
            if (line.startsWith(name + " ")) {
                if (!line.startsWith("OK", name.length() + 1)) {
                    throw new IOException(line);
                }
                return before;
            }
            note(line);
            before = line;
        }
    }

    private void note(String line) {
        if (line.endsWith(" EXISTS")) {
            exists = Long.parseLong(line.replaceAll("\\D", ""));
        }
    }

    /// Appends messages by one command (RFC 3502), without waiting for the server to ask (RFC 7888).
    void append(String mailbox, List<byte[]> messages) throws IOException {
        String name = "t" + ++tag;
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes((name + " APPEND " + mailbox).getBytes(StandardCharsets.US_ASCII));
        for (byte[] message : messages) {
            command.writeBytes((" {" + message.length + "+}\r\n").getBytes(StandardCharsets.US_ASCII));
            command.writeBytes(message);
        }
        command.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        write(command.toByteArray());
        await(name);
    }

    /// Waits until the server says that there are more messages than there were.
    void awaitMore() throws IOException {
        long before = exists;
        while (exists <= before) {
            note(line());
        }
    }

    void write(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    // The beginning of a line, and its end; what is between, and literals, are skipped.
    private String line() throws IOException {
        StringBuilder head = new StringBuilder();
        String tail = "";
        while (true) {
            if (position == limit) {
                fill();
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            head.append(text(position, Math.min(end, position + Math.max(0, HEAD_OCTETS - head.length()))));
            tail += text(Math.max(position, end - TAIL_OCTETS), end);
            tail = tail.substring(Math.max(0, tail.length() - TAIL_OCTETS));
            boolean whole = end < limit;
            position = whole ? end + 1 : end;
            if (whole && !tail.endsWith("}\r")) {
                return (head.length() < HEAD_OCTETS ? head.toString() : head + "..." + tail).stripTrailing();
            }
            if (whole) {
                skip(Long.parseLong(tail.substring(tail.lastIndexOf('{') + 1, tail.length() - 2)));
                tail = "";
            }
        }
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            if (position == limit) {
                fill();
            }
            int step = (int) Math.min(left, limit - position);
            position += step;
            left -= step;
        }
    }

    private void fill() throws IOException {
        position = 0;
        if (limit == buffer.length && limit < BUFFER_OCTETS) {
            buffer = new byte[BUFFER_OCTETS];
        }
        limit = in.read(buffer);
        if (limit < 0) {
            throw new IOException("the server closed the connection");
        }
        octets += limit;
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /// It is our own server, on this machine.
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
