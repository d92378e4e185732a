package org.postrider.dist.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A plain SMTP client that sends octets as they are (but for the dots), which libraries do not.
final class SmtpClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    SmtpClient(int port) throws IOException {
        this(port, InetAddress.getLoopbackAddress());
    }

    /// @param from an address of this host, for a client of its own
    SmtpClient(int port, InetAddress from) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = socket.getOutputStream();
        reply("220");
        command("EHLO client.example.net", "250");
    }

    /// Sends one mail; returns when it is accepted.
    void send(String from, List<String> recipients, byte[] message) throws IOException {
        command("MAIL FROM:<" + from + ">", "250");
        for (String recipient : recipients) {
            command("RCPT TO:<" + recipient + ">", "250");
        }
        command("DATA", "354");
        out.write(stuffed(message));
        boolean open = message.length > 0 && message[message.length - 1] != '\n';
        out.write((open ? "\r\n.\r\n" : ".\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        reply("250");
    }

    String command(String line, String code) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return reply(code);
    }

    private String reply(String code) throws IOException {
        StringBuilder text = new StringBuilder();
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                throw new IOException("the server closed the connection after: " + text);
            }
            text.append(line).append('\n');
        } while (line.length() > 3 && line.charAt(3) == '-');
        if (!line.startsWith(code)) {
            throw new IOException("expected " + code + " and got: " + text);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    // RFC 5321 §4.5.2
    private static byte[] stuffed(byte[] message) {
        var stuffed = new java.io.ByteArrayOutputStream(message.length + 64);
        boolean lineStart = true;
        for (byte octet : message) {
            if (lineStart && octet == '.') {
                stuffed.write('.');
            }
            stuffed.write(octet);
            lineStart = octet == '\n';
        }
        return stuffed.toByteArray();
    }
}
