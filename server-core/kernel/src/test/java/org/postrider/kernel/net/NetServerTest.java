package org.postrider.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.Connector.Destination;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.tls.ClientContexts;
import org.postrider.kernel.tls.ServerContexts;
import org.postrider.kernel.tls.TlsConfig;

/// The bridge between MINA and blocking sessions, and each pitfall that was found while it was built.
class NetServerTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    private Path folder;

    private final NetServer server = new NetServer();
    private TlsConfig tlsConfig;
    private ServerContexts contexts;
    private ClientContexts clients;

    @BeforeEach
    void makeCertificate() throws IOException {
        tlsConfig = new TlsConfig(
                folder.resolve("c.pem"),
                folder.resolve("k.pem"),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3"));
        contexts = ServerContexts.open(tlsConfig, info(), InstantSource.system());
        clients = ClientContexts.open(tlsConfig);
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    @Test
    void aSessionReadsLinesAndAnswers() throws Exception {
        InetSocketAddress address = open(false, connection -> {
            for (String line = line(connection); !line.equals("QUIT"); line = line(connection)) {
                say(connection, "you said " + line);
            }
        });
        try (Socket socket = socket(address)) {
            send(socket, "one\r\ntwo\r\nQUIT\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("you said one\r\nyou said two\r\n");
        }
    }

    @Test
    void muchInputIsTakenWithPausesButWithoutDelay() throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        InetSocketAddress address = open(false, connection -> {
            await(begin);
            byte[] buffer = new byte[1000];
            long left = 8L * MEBIBYTE;
            while (left > 0) {
                left -= connection.read(buffer, 0, buffer.length);
            }
            say(connection, "all");
        });
        try (Socket socket = socket(address)) {
            Thread.ofVirtual().start(begin::countDown);
            long start = System.nanoTime();
            socket.getOutputStream().write(new byte[8 * MEBIBYTE]);
            assertThat(answer(socket)).isEqualTo("all");
            // Without waking the selector this took a second for each pause: a minute and more.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void muchOutputArrivesInOrderThroughTls() throws Exception {
        Path file = folder.resolve("file");
        byte[] octets = new byte[16 * MEBIBYTE];
        new java.util.Random(1).nextBytes(octets);
        Files.write(file, octets);
        InetSocketAddress address = open(true, connection -> {
            say(connection, "before");
            try (var channel = java.nio.channels.FileChannel.open(file)) {
                connection.sendFile(channel, 0, octets.length);
            } catch (ConnectionEndedException e) {
                throw e;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            say(connection, "after");
        });
        try (Socket socket = tls(socket(address))) {
            byte[] all = socket.getInputStream().readAllBytes();
            assertThat(all).hasSize(octets.length + 8 + 7);
            assertThat(java.util.Arrays.copyOfRange(all, 8, 8 + octets.length)).isEqualTo(octets);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unevenPiecesArriveInOrderAtAPeerThatTakesThemInJerks(boolean implicitTls) throws Exception {
        byte[] octets = new byte[8 * MEBIBYTE];
        new java.util.Random(2).nextBytes(octets);
        InetSocketAddress address = open(implicitTls, connection -> {
            java.util.Random sizes = new java.util.Random(3);
            for (int from = 0; from < octets.length; ) {
                int size = Math.min(octets.length - from, 1 + sizes.nextInt(sizes.nextInt(100) == 0 ? 200_000 : 3_000));
                connection.write(octets, from, size);
                connection.flush();
                from += size;
            }
        });
        try (Socket plain = new Socket()) {
            // So small that the server's writes are cut in the middle.
            plain.setReceiveBufferSize(4 * 1024);
            plain.setSoTimeout(60_000);
            plain.connect(address);
            Socket socket = implicitTls ? tls(plain) : plain;
            byte[] all = new byte[octets.length];
            for (int from = 0, jerk = 1; from < all.length; jerk = jerk * 7 % 100_003) {
                int count = socket.getInputStream().readNBytes(all, from, Math.min(jerk, all.length - from));
                assertThat(count).isPositive();
                from += count;
            }
            assertThat(all).isEqualTo(octets);
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCutOffInTime() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        InetSocketAddress address = open(false, connection -> {
            connection.timeLimit(Duration.ofMillis(300));
            try {
                while (true) {
                    connection.write(new byte[10_000]);
                }
            } catch (ConnectionEndedException e) {
                ended.countDown();
                throw e;
            }
        });
        try (Socket socket = socket(address)) {
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void aSilentPeerIsCutOffInTime() throws Exception {
        InetSocketAddress address = open(false, connection -> {
            connection.timeLimit(Duration.ofMillis(100));
            try {
                line(connection);
            } catch (IllegalStateException e) {
                say(connection, "too slow");
            }
        });
        try (Socket socket = socket(address)) {
            assertThat(answer(socket)).isEqualTo("too slow");
        }
    }

    @Test
    void startTlsUpgradesEveryTime() throws Exception {
        InetSocketAddress address = open(false, connection -> {
            line(connection);
            connection.startTls("go\r\n".getBytes(StandardCharsets.US_ASCII));
            say(connection, line(connection) + " " + connection.tls().isPresent());
        });
        for (int i = 0; i < 100; i++) {
            try (Socket plain = socket(address)) {
                send(plain, "STARTTLS\r\n");
                assertThat(answer(plain)).isEqualTo("go");
                Socket secured = tls(plain);
                send(secured, "hello\r\n");
                assertThat(answer(secured)).isEqualTo("hello true");
            }
        }
    }

    @Test
    void whatIsInjectedBeforeTlsEndsTheConnection() throws Exception {
        InetSocketAddress address = open(false, connection -> {
            line(connection);
            connection.startTls("go\r\n".getBytes(StandardCharsets.US_ASCII));
            say(connection, "injected: " + line(connection));
        });
        for (int i = 0; i < 50; i++) {
            try (Socket plain = socket(address)) {
                send(plain, "STARTTLS\r\nMAIL FROM:<evil@example.net>\r\n");
                String all = new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(all).isEqualTo("go\r\n");
            }
        }
    }

    @Test
    void aFloodIsRefusedBeforeItCostsThreads() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        InetSocketAddress address = server.open(new ListenerSpec(
                new ListenerInfo("test", "test", false),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                handler(connection -> {
                    say(connection, "welcome");
                    await(end);
                }),
                Optional.empty(),
                false,
                100,
                2,
                List.of(),
                Duration.ofHours(1)));
        try (Socket first = socket(address)) {
            assertThat(answer(first)).isEqualTo("welcome");
            try (Socket second = socket(address)) {
                assertThat(answer(second)).isEqualTo("welcome");
                try (Socket third = socket(address)) {
                    assertThat(answer(third)).isEqualTo("refused: too many connections");
                }
            }
            end.countDown();
        }
    }

    @Test
    void aWaitEndsWhenSomebodyWakesIt() throws Exception {
        InetSocketAddress address = open(false, connection -> {
            Thread.ofVirtual().start(connection::wake);
            say(connection, connection.await(Duration.ofSeconds(30)).toString());
        });
        try (Socket socket = socket(address)) {
            assertThat(answer(socket)).isEqualTo("WOKEN");
        }
    }

    @Test
    void aStoppingServerLetsSessionsSayGoodbye() throws Exception {
        InetSocketAddress address = open(false, connection -> {
            say(connection, "hello");
            say(connection, connection.await(Duration.ofSeconds(30)).toString());
        });
        try (Socket socket = socket(address)) {
            BufferedReader reader = reader(socket);
            assertThat(reader.readLine()).isEqualTo("hello");
            server.stop(Duration.ofSeconds(30));
            assertThat(reader.readLine()).isEqualTo("STOPPING");
            assertThat(reader.readLine()).isNull();
        }
    }

    @Test
    void aPortInUseIsASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListenerSpec spec = spec(false, taken.getLocalPort(), _ -> {});
            assertThatThrownBy(() -> server.open(spec)).hasMessageContaining("in use");
        }
    }

    @Test
    void aConnectorSpeaksTlsAndInsistsWhereItIsTold() throws Exception {
        InetSocketAddress address = open(false, connection -> {
            line(connection);
            connection.startTls("go\r\n".getBytes(StandardCharsets.US_ASCII));
            say(connection, "secret");
        });
        try (MinaConnector connector = new MinaConnector(clients)) {
            try (Connection connection = connector.connect(to(address, TlsLevel.OPPORTUNISTIC))) {
                say(connection, "STARTTLS");
                assertThat(line(connection)).isEqualTo("go");
                connection.startTls(new byte[0]);
                assertThat(line(connection)).isEqualTo("secret");
            }
            try (Connection connection = connector.connect(to(address, TlsLevel.VERIFIED))) {
                say(connection, "STARTTLS");
                assertThat(line(connection)).isEqualTo("go");
                assertThatThrownBy(() -> connection.startTls(new byte[0]))
                        .isInstanceOfSatisfying(
                                ConnectionEndedException.class,
                                e -> assertThat(e.reason()).isEqualTo(ConnectionEndedException.Reason.TLS));
            }
        }
    }

    @Test
    void aChangedCertificateIsTakenAndABrokenOneIsNot() throws Exception {
        var first = contexts.current();
        Files.writeString(tlsConfig.certificate(), "broken");
        Files.setLastModifiedTime(
                tlsConfig.certificate(), FileTime.from(Instant.now().plusSeconds(5)));

        assertThatThrownBy(() -> ServerContexts.open(tlsConfig, info(), InstantSource.system()))
                .hasMessageContaining("has no certificate");
        assertThat(contexts.current()).isSameAs(first);
    }

    private InetSocketAddress open(boolean implicitTls, Session session) throws IOException {
        return server.open(spec(implicitTls, 0, session));
    }

    private ListenerSpec spec(boolean implicitTls, int port, Session session) {
        return new ListenerSpec(
                new ListenerInfo("test", "test", implicitTls),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                handler(session),
                Optional.of(contexts::current),
                false,
                1000,
                1000,
                List.of(),
                Duration.ofHours(1));
    }

    private static ProtocolHandler handler(Session session) {
        return new ProtocolHandler() {
            @Override
            public void serve(Connection connection) throws ConnectionEndedException {
                session.serve(connection);
            }

            @Override
            public byte[] refusal(String reason) {
                return ("refused: " + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
            }
        };
    }

    private static Destination to(InetSocketAddress address, TlsLevel level) {
        return new Destination(address, "mx.example.test", level, Optional.empty(), Duration.ofSeconds(30));
    }

    private Socket tls(Socket plain) throws IOException {
        SSLSocket secured = (SSLSocket)
                clients.anyCertificate().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        secured.startHandshake();
        return secured;
    }

    private static Socket socket(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String answer(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet >= 0 && octet != '\n';
                octet = socket.getInputStream().read()) {
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void say(Connection connection, String line) throws ConnectionEndedException {
        connection.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        connection.flush();
    }

    private static String line(Connection connection) {
        try {
            return new String(connection.readLine(1000), StandardCharsets.US_ASCII).strip();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerInfo info() {
        return new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "test",
                folder);
    }

    @FunctionalInterface
    private interface Session {
        void serve(Connection connection) throws ConnectionEndedException;
    }
}
