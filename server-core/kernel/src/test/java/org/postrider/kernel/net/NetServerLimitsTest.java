package org.postrider.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.Connection;
import org.postrider.api.net.Connection.Wake;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.Connector.Destination;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.tls.ClientContexts;
import org.postrider.kernel.tls.ServerContexts;
import org.postrider.kernel.tls.TlsConfig;
import org.postrider.testkit.SocketPeer;

/// What the bridge does when a peer, a handler or the server itself goes to its limits.
class NetServerLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final NetServer server = new NetServer();
    private ServerContexts contexts;
    private SSLContext client;

    @BeforeEach
    void makeCertificate() throws IOException {
        TlsConfig config = new TlsConfig(
                folder.resolve("c.pem"),
                folder.resolve("k.pem"),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3"));
        contexts = ServerContexts.open(config, info(), InstantSource.system());
        client = ClientContexts.open(config).anyCertificate();
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    @Test
    void aHandlersFaultEndsItsConnectionAlone() throws Exception {
        InetSocketAddress address = open(spec(false), connection -> {
            if (line(connection).equals("fail")) {
                throw new IllegalStateException("a fault of this test, as it should be");
            }
            say(connection, "fine");
        });
        try (SocketPeer good = SocketPeer.connect(address, false);
                SocketPeer bad = SocketPeer.connect(address, false)) {
            say(bad, "fail");
            bad.expectEnd();
            say(good, "go on");
            assertThat(good.readLine()).asString().isEqualTo("fine\r\n");
        }
    }

    @Test
    void aPeerThatSaysNoMoreIsAnsweredAndCostsNothing() throws Exception {
        CompletableFuture<Boolean> reading = new CompletableFuture<>();
        InetSocketAddress address = open(spec(false), connection -> {
            try {
                connection.await(LONG);
            } catch (ConnectionEndedException e) {
                reading.complete(((MinaConnection) connection).reading());
                say(connection, e.reason().name());
            }
        });
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("PEER\r\n");
        }
        // Were it still watched, the selector would find the end of the stream again and again.
        assertThat(reading.get(30, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void withImplicitTlsTheHandlerIsCalledAfterTheHandshake() throws Exception {
        AtomicInteger called = new AtomicInteger();
        InetSocketAddress address = open(spec(true), connection -> {
            called.incrementAndGet();
            say(connection, connection.tls().orElseThrow().protocol());
        });
        try (Socket silent = new Socket(address.getAddress(), address.getPort());
                SocketPeer peer = SocketPeer.connect(address, true)) {
            assertThat(peer.readLine()).asString().isEqualTo("TLSv1.3\r\n");
            assertThat(called).hasValue(1);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void whatIsNoHandshakeDoesNotReachTheHandler() throws Exception {
        AtomicInteger called = new AtomicInteger();
        InetSocketAddress address = open(spec(true), _ -> called.incrementAndGet());
        try (SocketPeer peer = SocketPeer.connect(address, false)) {
            say(peer, "EHLO there, I speak no TLS");
            // An alert may come before the end.
            assertThatThrownBy(() -> {
                        while (peer.readLine() != null) {
                            // On to the end.
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        awaitNoConnection();
        assertThat(called).hasValue(0);
    }

    @Test
    void aVersionOfTlsThatIsNotOfferedIsRefused() throws Exception {
        InetSocketAddress address = open(spec(true), connection -> say(connection, "hello"));
        try (SSLSocket old = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", address.getPort())) {
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(old::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTlsSessionIsResumed() throws Exception {
        InetSocketAddress address = open(spec(true), connection -> say(connection, "hello"));
        long first = begunAt(address);
        assertThat(begunAt(address)).isEqualTo(first);
    }

    @Test
    void aFullListenerTakesMoreWhenSomebodyHasGone() throws Exception {
        ListenerSpec full = withLimits(spec(false), 1, 10, Duration.ofHours(1));
        InetSocketAddress address = open(full, connection -> {
            say(connection, "welcome");
            line(connection);
        });
        try (SocketPeer first = SocketPeer.connect(address, false)) {
            assertThat(first.readLine()).asString().isEqualTo("welcome\r\n");
            try (SocketPeer second = SocketPeer.connect(address, false)) {
                assertThat(second.readLine()).asString().isEqualTo("refused\r\n");
                second.expectEnd();
            }
            say(first, "bye");
            first.expectEnd();
        }
        awaitNoConnection();
        try (SocketPeer third = SocketPeer.connect(address, false)) {
            assertThat(third.readLine()).asString().isEqualTo("welcome\r\n");
        }
    }

    @Test
    void aSessionThatHasLastedItsTimeIsAskedToEnd() throws Exception {
        CompletableFuture<Wake> wake = new CompletableFuture<>();
        ListenerSpec brief = withLimits(spec(false), 10, 10, Duration.ofMillis(1));
        InetSocketAddress address = open(brief, connection -> wake.complete(connection.await(LONG)));
        try (SocketPeer peer = SocketPeer.connect(address, false)) {
            peer.expectEnd();
        }
        assertThat(wake.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.STOPPING);
    }

    @Test
    void aSessionThatDoesNotEndIsEndedByForceWhetherItReadsOrWrites() throws Exception {
        Semaphore begun = new Semaphore(0);
        CompletableFuture<Reason> reader = new CompletableFuture<>();
        CompletableFuture<Reason> writer = new CompletableFuture<>();
        InetSocketAddress address = open(spec(false), connection -> {
            boolean writes = line(connection).equals("write");
            begun.release();
            try {
                while (true) {
                    if (writes) {
                        connection.write(new byte[Connection.BUFFER_OCTETS]);
                    } else {
                        connection.read(new byte[1], 0, 1);
                    }
                }
            } catch (ConnectionEndedException e) {
                (writes ? writer : reader).complete(e.reason());
            }
        });
        try (SocketPeer one = SocketPeer.connect(address, false);
                SocketPeer two = SocketPeer.connect(address, false)) {
            say(one, "read");
            say(two, "write");
            assertThat(begun.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
            server.stop(Duration.ofMillis(50));
            assertThat(server.connections()).isZero();
        }
        assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(Reason.STOPPED);
        assertThat(writer.get(30, TimeUnit.SECONDS)).isEqualTo(Reason.STOPPED);
    }

    @Test
    void aConnectorSaysWhyThereIsNoConnection() {
        try (MinaConnector connector = new MinaConnector(ClientContexts.open(config()))) {
            InetSocketAddress nobody = InetSocketAddress.createUnresolved("mx.example.test", 25);
            assertThatThrownBy(() -> connector.connect(to(nobody, "mx.example.test")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("mx.example.test has no address");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aServersNameThatIsNoHostNameDoesNotPreventTls() throws Exception {
        InetSocketAddress address = open(spec(false), connection -> {
            connection.startTls("go\r\n".getBytes(StandardCharsets.US_ASCII));
            say(connection, "hello");
        });
        try (MinaConnector connector = new MinaConnector(ClientContexts.open(config()));
                Connection connection = connector.connect(to(address, "_mx.example.test"))) {
            assertThat(line(connection)).isEqualTo("go");
            connection.startTls(new byte[0]);
            assertThat(line(connection)).isEqualTo("hello");
        }
    }

    @Test
    void tlsIsStartedEveryTimeWhicheverThreadIsFaster() throws Exception {
        InetSocketAddress address = open(spec(false), connection -> {
            connection.startTls("go\r\n".getBytes(StandardCharsets.US_ASCII));
            say(connection, line(connection));
        });
        try (MinaConnector connector = new MinaConnector(ClientContexts.open(config()))) {
            for (int i = 0; i < 200; i++) {
                try (Connection connection = connector.connect(to(address, "mx.example.test"))) {
                    assertThat(line(connection)).isEqualTo("go");
                    connection.startTls(new byte[0]);
                    say(connection, "hello " + i);
                    assertThat(line(connection)).isEqualTo("hello " + i);
                }
            }
        }
    }

    /// When the TLS session was made; a resumed one keeps that time.
    private long begunAt(InetSocketAddress address) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", address.getPort())) {
            socket.startHandshake();
            // The ticket comes after the handshake, before the first words.
            socket.getInputStream().readAllBytes();
            return socket.getSession().getCreationTime();
        }
    }

    private void awaitNoConnection() {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (server.connections() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(server.connections()).isZero();
    }

    private InetSocketAddress open(ListenerSpec spec, Session session) throws IOException {
        ProtocolHandler handler = new ProtocolHandler() {
            @Override
            public void serve(Connection connection) throws ConnectionEndedException {
                session.serve(connection);
            }

            @Override
            public byte[] refusal(String reason) {
                return "refused\r\n".getBytes(StandardCharsets.US_ASCII);
            }
        };
        return server.open(new ListenerSpec(
                spec.info(),
                spec.address(),
                handler,
                spec.tls(),
                false,
                spec.connectionsMax(),
                spec.connectionsPerClientMax(),
                List.of(),
                spec.sessionMax()));
    }

    private ListenerSpec spec(boolean implicitTls) {
        return new ListenerSpec(
                new ListenerInfo("test", "test", implicitTls),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Refusing(),
                Optional.of(contexts::current),
                false,
                100,
                100,
                List.of(),
                Duration.ofHours(1));
    }

    private static ListenerSpec withLimits(ListenerSpec spec, int total, int perClient, Duration sessionMax) {
        return new ListenerSpec(
                spec.info(),
                spec.address(),
                spec.handler(),
                spec.tls(),
                false,
                total,
                perClient,
                List.of(),
                sessionMax);
    }

    private TlsConfig config() {
        return new TlsConfig(
                folder.resolve("c.pem"),
                folder.resolve("k.pem"),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3"));
    }

    private static Destination to(InetSocketAddress address, String name) {
        return new Destination(address, name, TlsLevel.OPPORTUNISTIC, Optional.empty(), LONG);
    }

    private static void say(SocketPeer peer, String line) throws IOException {
        peer.send((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void say(Connection connection, String line) throws ConnectionEndedException {
        connection.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        connection.flush();
    }

    private static String line(Connection connection) throws ConnectionEndedException {
        try {
            return new String(connection.readLine(1000), StandardCharsets.US_ASCII).strip();
        } catch (LineTooLongException e) {
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

    private static final class Refusing implements ProtocolHandler {
        @Override
        public void serve(Connection connection) {
            throw new IllegalStateException("never called");
        }

        @Override
        public byte[] refusal(String reason) {
            return new byte[0];
        }
    }
}
