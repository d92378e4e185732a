package org.postrider.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.config.Network;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.tls.ClientContexts;
import org.postrider.kernel.tls.ServerContexts;
import org.postrider.kernel.tls.TlsConfig;

/// Who a client is, where a proxy tells it.
class ProxyProtocolTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    @TempDir
    private Path folder;

    private final NetServer server = new NetServer();

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROXY TCP4 192.0.2.7 198.51.100.1 5000 25\\r\\n | 192.0.2.7",
                "PROXY TCP6 2001:db8::7 2001:db8::1 5000 25\\r\\n | 2001:db8:0:0:0:0:0:7",
                "PROXY UNKNOWN\\r\\n | 127.0.0.1",
                "PROXY UNKNOWN ffff::1 ffff::2 1 2\\r\\n | 127.0.0.1"
            })
    void version1TellsTheClient(String header, String client) throws Exception {
        assertThat(answer(header.replace("\\r\\n", "\r\n").getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(client + " hello\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        // PROXY, TCP over IPv4
        "2111000cc0000207c63364011388 0019, 192.0.2.7",
        // with something more behind the addresses
        "21110010c0000207c63364011388 0019 04000141, 192.0.2.7",
        "2121002420010db800000000000000000000000720010db80000000000000000000000011388 0019, 2001:db8:0:0:0:0:0:7",
        // LOCAL, as a health check; and a Unix socket
        "20000000, 127.0.0.1",
        "21310004 00000000, 127.0.0.1",
    })
    void version2TellsTheClient(String header, String client) throws Exception {
        assertThat(answer(HEX.parseHex(SIGNATURE + header.replace(" ", "")))).isEqualTo(client + " hello\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n",
                "PROXY TCP4 192.0.2.7\r\n",
                "PROXY TCP4 mx.example.test 198.51.100.1 5000 25\r\n",
                "PROXY UDP4 192.0.2.7 198.51.100.1 5000 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 5000 25\n",
                "\r\n\r\n\0\r\nQUIT\nxxxxxxx",
            })
    void whatIsNoHeaderEndsTheConnection(String octets) throws Exception {
        assertThat(answer(octets.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    }

    @Test
    void aHeaderThatDoesNotEndIsCutOff() throws Exception {
        assertThat(answer(("PROXY TCP4 " + "1".repeat(200)).getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(answer(HEX.parseHex(SIGNATURE + "2111ffff"))).isEmpty();
    }

    @Test
    void whoIsNoProxyTellsNothing() throws Exception {
        InetSocketAddress address = open(false, "192.0.2.0/24");
        assertThat(dialogue(
                        address, "PROXY TCP4 192.0.2.7 198.51.100.1 5000 25\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("127.0.0.1 PROXY TCP4 192.0.2.7 198.51.100.1 5000 25\r\n");
    }

    @Test
    void theHeaderStandsBeforeTls() throws Exception {
        InetSocketAddress address = open(true, "127.0.0.0/8");
        SSLContext context = ClientContexts.open(tls()).anyCertificate();
        try (Socket plain = new Socket(address.getAddress(), address.getPort())) {
            plain.setSoTimeout(30_000);
            plain.getOutputStream()
                    .write("PROXY TCP4 192.0.2.7 198.51.100.1 5000 465\r\n".getBytes(StandardCharsets.US_ASCII));
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true)) {
                socket.getOutputStream().write("hello\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("192.0.2.7 hello\r\n");
            }
        }
    }

    // In one piece with what follows, and octet by octet.
    private String answer(byte[] header) throws IOException {
        InetSocketAddress address = open(false, "127.0.0.0/8");
        String whole = dialogue(address, header);
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.setTcpNoDelay(true);
            try {
                for (byte octet : header) {
                    socket.getOutputStream().write(octet);
                    socket.getOutputStream().flush();
                }
                socket.getOutputStream().write("hello\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo(whole);
            } catch (IOException e) {
                // Closed while we were writing.
                assertThat(whole).isEmpty();
            }
        }
        return whole;
    }

    private static String dialogue(InetSocketAddress address, byte[] header) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            byte[] words = "hello\r\n".getBytes(StandardCharsets.US_ASCII);
            byte[] all = new byte[header.length + words.length];
            System.arraycopy(header, 0, all, 0, header.length);
            System.arraycopy(words, 0, all, header.length, words.length);
            out.write(all);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (java.net.SocketException e) {
            // It was reset, as a connection is that is closed with input unread.
            return "";
        }
    }

    private InetSocketAddress open(boolean implicitTls, String proxies) throws IOException {
        ServerInfo info = new ServerInfo(
                Domain.parse("localhost"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "1",
                folder);
        ServerContexts contexts = ServerContexts.open(tls(), info, InstantSource.system());
        return server.open(new ListenerSpec(
                new ListenerInfo("test", "test", implicitTls),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                new Telling(),
                Optional.of(contexts::current),
                false,
                100,
                100,
                List.of(Network.parse(proxies)),
                Duration.ofHours(1)));
    }

    private TlsConfig tls() {
        return new TlsConfig(
                folder.resolve("c.pem"),
                folder.resolve("k.pem"),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3"));
    }

    /// Says who the client is and what it said.
    private static final class Telling implements ProtocolHandler {
        @Override
        public void serve(Connection connection) throws ConnectionEndedException {
            byte[] line;
            try {
                line = connection.readLine(200);
            } catch (org.postrider.api.net.LineTooLongException e) {
                throw new IllegalStateException(e);
            }
            connection.write((connection.client().getHostAddress() + " ").getBytes(StandardCharsets.US_ASCII));
            connection.write(line);
            connection.flush();
        }

        @Override
        public byte[] refusal(String reason) {
            return new byte[0];
        }
    }
}
