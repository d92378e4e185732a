package org.postrider.dist.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// One IMAP session that reads a mailbox, as programs do.
final class ImapReads implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private int tag;
    private long octets;

    ImapReads(int port, String user, String password) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(120_000);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        readLine();
        command("LOGIN " + user + " " + password);
    }

    /// Octets read since the start.
    long octets() {
        return octets;
    }

    /// Sends a command that must succeed.
    ///
    /// @return the last untagged line
    String command(String text) throws IOException {
        String name = "t" + ++tag;
        socket.getOutputStream().write((name + " " + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String before = "";
        while (true) {
            String line = readLine();
            if (line.endsWith("}")) {
                int size = Integer.parseInt(line.substring(line.lastIndexOf('{') + 1, line.length() - 1));
                in.skipNBytes(size);
                octets += size;
            } else if (line.startsWith(name + " ")) {
                if (!line.startsWith("OK", name.length() + 1)) {
                    throw new IOException(text + ": " + line);
                }
                return before;
            } else {
                before = line;
            }
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the server closed the connection");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        octets += line.length() + 2;
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
