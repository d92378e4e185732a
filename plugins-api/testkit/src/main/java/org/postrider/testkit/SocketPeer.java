package org.postrider.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A client on a real socket. TLS takes any certificate. Waits for the server's words for up to 30 seconds.
public final class SocketPeer implements TranscriptPeer {
    private static final int TIME_LIMIT_MILLIS = 30_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private SocketPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIME_LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /// @param implicitTls TLS from the first octet
    public static SocketPeer connect(InetSocketAddress address, boolean implicitTls) throws IOException {
        return connect(address, new byte[0], implicitTls);
    }

    /// @param preamble is sent first, before TLS: what a proxy says of the client
    public static SocketPeer connect(InetSocketAddress address, byte[] preamble, boolean implicitTls)
            throws IOException {
        Socket socket = new Socket();
        socket.connect(address, TIME_LIMIT_MILLIS);
        SocketPeer peer = new SocketPeer(socket);
        if (preamble.length > 0) {
            peer.send(preamble);
        }
        if (implicitTls) {
            peer.startTls();
        }
        return peer;
    }

    @Override
    public void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    @Override
    public byte[] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = 0;
        while (octet != '\n') {
            octet = octet();
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
        out = secured.getOutputStream();
    }

    /// From here on both directions are compressed (raw DEFLATE, as IMAP has it); the server's go-ahead has been read.
    public void startDeflate() {
        in = new BufferedInputStream(new InflaterInputStream(in, new Inflater(true)));
        out = new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true), true);
    }

    @Override
    public void expectEnd() throws IOException {
        int octet = octet();
        if (octet >= 0) {
            throw new IOException("the server goes on: " + (char) octet
                    + new String(in.readNBytes(in.available()), StandardCharsets.ISO_8859_1));
        }
    }

    // -1 at the end, which comes within a compressed stream too.
    private int octet() throws IOException {
        try {
            return in.read();
        } catch (EOFException _) {
            return -1;
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
