package org.postrider.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A client on a real socket. TLS takes any certificate.
public final class SocketPeer implements TranscriptPeer {
    private static final int TIME_LIMIT_MILLIS = 10_000;

    private Socket socket;
    private InputStream in;

    private SocketPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIME_LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /// @param implicitTls TLS from the first octet
    public static SocketPeer connect(InetSocketAddress address, boolean implicitTls) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, TIME_LIMIT_MILLIS);
        SocketPeer peer = new SocketPeer(socket);
        if (implicitTls) {
            peer.startTls();
        }
        return peer;
    }

    @Override
    public void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    @Override
    public byte[] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = 0;
        while (octet != '\n') {
            octet = in.read();
            if (octet < 0) {
                throw new IOException("the server closed the connection");
            }
            line.write(octet);
        }
        return line.toByteArray();
    }

    @Override
    public void startTls() throws IOException {
        SSLSocket secured = (SSLSocket) trustingContext()
                .getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
    }

    @Override
    public void expectEnd() throws IOException {
        int octet = in.read();
        if (octet >= 0) {
            throw new IOException("the server goes on: " + (char) octet
                    + new String(in.readNBytes(in.available()), StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLContext trustingContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /// For tests only: whose certificate it is does not matter to a transcript.
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
}
