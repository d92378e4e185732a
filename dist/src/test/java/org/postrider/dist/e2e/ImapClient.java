package org.postrider.dist.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A plain IMAP client that gives literals as they came.
final class ImapClient implements AutoCloseable {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final List<byte[]> literals = new ArrayList<>();
    private int tag;

    ImapClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        out = socket.getOutputStream();
        readLine();
    }

    void login(String user, String password) throws IOException {
        command("LOGIN " + user + " \"" + password + "\"");
    }

    /// @return how many messages there are
    int select(String mailbox) throws IOException {
        for (String line : command("SELECT " + mailbox)) {
            Matcher matcher = EXISTS.matcher(line);
            if (matcher.matches()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new IOException("no EXISTS");
    }

    byte[] fetchLiteral(int number, String item) throws IOException {
        command("FETCH " + number + " " + item);
        return literals.getFirst();
    }

    /// Sends a command that must succeed.
    ///
    /// @return the lines of the answer, literals apart
    List<String> command(String text) throws IOException {
        String name = "t" + ++tag;
        out.write((name + " " + text + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        literals.clear();
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = readLine();
            Matcher literal = LITERAL.matcher(line);
            if (literal.find()) {
                literals.add(in.readNBytes(Integer.parseInt(literal.group(1))));
            }
            lines.add(line);
            if (line.startsWith(name + " OK")) {
                return lines;
            }
            if (line.startsWith(name + " ")) {
                throw new IOException(text + ": " + line);
            }
        }
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the server closed the connection after: " + line);
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
