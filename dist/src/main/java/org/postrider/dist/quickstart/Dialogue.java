package org.postrider.dist.quickstart;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A line protocol spoken with a server on this machine, each line printed with `C:` or `S:`.
final class Dialogue implements AutoCloseable {
    private static final int TIME_LIMIT_MILLIS = 30_000;
    private static final int LINE_OCTETS_MAX = 1024 * 1024;

    private final PrintWriter out;
    private Socket socket;
    private InputStream input;
    private OutputStream output;

    Dialogue(int port, PrintWriter out) throws IOException {
        this.out = out;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIME_LIMIT_MILLIS);
        this.input = new BufferedInputStream(socket.getInputStream());
        this.output = socket.getOutputStream();
    }

    /// Sends a line and shows it.
    void send(String line) throws IOException {
        sendShowing(line, line);
    }

    /// Sends a line and shows another in its place, because it holds a password.
    void sendShowing(String line, String shown) throws IOException {
        out.println("  C: " + shown);
        output.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        output.flush();
    }

    /// Sends many octets and shows a few words for them.
    void sendOctets(byte[] octets, String shown) throws IOException {
        out.println("  C: " + shown);
        output.write(octets);
        output.flush();
    }

    /// Reads lines up to one that is the last.
    ///
    /// @return all of them
    List<String> expect(Predicate<String> last) throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(readLine());
            out.println("  S: " + lines.getLast());
        } while (!last.test(lines.getLast()));
        return lines;
    }

    /// Reads an SMTP reply (RFC 5321 §4.2.1) and insists on its code.
    void expectReply(int code) throws IOException {
        List<String> lines = expect(line -> line.length() < 4 || line.charAt(3) != '-');
        if (!lines.getLast().startsWith(Integer.toString(code))) {
            throw new IOException("expected " + code + " and got: " + lines.getLast());
        }
    }

    /// Reads up to the tagged answer of an IMAP command (RFC 9051 §2.2.2) and insists on OK.
    List<String> expectTagged(String tag) throws IOException {
        List<String> lines = expect(line -> line.startsWith(tag + " "));
        if (!lines.getLast().startsWith(tag + " OK")) {
            throw new IOException("expected " + tag + " OK and got: " + lines.getLast());
        }
        return lines;
    }

    /// Turns on TLS. The certificate of a first start is signed by itself, so any is taken.
    void startTls() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            secured.startHandshake();
            out.println("     (from here on encrypted: " + secured.getSession().getProtocol() + ", "
                    + secured.getSession().getCipherSuite() + ")");
            socket = secured;
            input = new BufferedInputStream(secured.getInputStream());
            output = secured.getOutputStream();
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = input.read(); octet != '\n'; octet = input.read()) {
            if (octet < 0) {
                throw new IOException("the server closed the connection");
            }
            if (line.size() == LINE_OCTETS_MAX) {
                throw new IOException("the server sent a line without end");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
