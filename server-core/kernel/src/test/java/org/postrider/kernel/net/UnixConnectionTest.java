package org.postrider.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;

/// A connection over a Unix socket, with a peer of the test's own.
class UnixConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1);
    private UnixDomainSocketAddress address;
    private ServerSocketChannel server;

    @BeforeEach
    void open() throws IOException {
        address = UnixDomainSocketAddress.of(folder.resolve("s"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(address);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        watch.shutdownNow();
    }

    @Test
    void whatIsSentComesBackHoweverMuchItIs() throws Exception {
        byte[] octets = new byte[3_000_000];
        new Random(1).nextBytes(octets);
        CompletableFuture<Void> peer = peer(channel -> {
            byte[] all = Channels.newInputStream(channel).readNBytes(octets.length);
            channel.write(ByteBuffer.wrap("all of it\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            Channels.newOutputStream(channel).write(all);
        });
        try (UnixConnection connection = UnixConnection.connect(address, watch, LONG, LONG)) {
            connection.timeLimit(LONG);
            connection.write(octets);
            connection.flush();
            assertThat(connection.readLine(100)).asString().isEqualTo("all of it\r\n");
            byte[] back = new byte[octets.length];
            int count = 0;
            while (count < back.length) {
                count += connection.read(back, count, back.length - count);
                assertThat(connection.buffered()).isLessThan(InputPipe.HIGH_MARK + 20_000);
            }
            assertThat(back).isEqualTo(octets);
            assertEnds(connection, Reason.PEER);
        }
        peer.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aPeerThatTakesNothingEndsTheConnectionInTime() throws Exception {
        CompletableFuture<Void> enough = new CompletableFuture<>();
        CompletableFuture<Void> peer = peer(_ -> enough.join());
        try (UnixConnection connection = UnixConnection.connect(address, watch, LONG, LONG)) {
            connection.timeLimit(Duration.ofMillis(200));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            connection.write(new byte[60_000]);
                        }
                    })
                    .isInstanceOfSatisfying(
                            ConnectionEndedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.TIME_LIMIT));
        }
        enough.complete(null);
        peer.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aPeerThatSaysNothingIsNotWaitedForForEver() throws Exception {
        CompletableFuture<Void> enough = new CompletableFuture<>();
        CompletableFuture<Void> peer = peer(_ -> enough.join());
        try (UnixConnection connection = UnixConnection.connect(address, watch, LONG, LONG)) {
            connection.timeLimit(Duration.ofMillis(50));
            assertEnds(connection, Reason.TIME_LIMIT);
        }
        enough.complete(null);
        peer.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aSocketThatIsNotThereIsTold() {
        assertThatThrownBy(() -> UnixConnection.connect(
                        UnixDomainSocketAddress.of(folder.resolve("missing")), watch, LONG, LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No such file");
    }

    private static void assertEnds(UnixConnection connection, Reason reason) {
        assertThatThrownBy(() -> connection.readLine(100))
                .isInstanceOfSatisfying(
                        ConnectionEndedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private CompletableFuture<Void> peer(Peer peer) {
        return CompletableFuture.runAsync(
                () -> {
                    try (SocketChannel channel = server.accept()) {
                        peer.serve(channel);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                Thread.ofPlatform()::start);
    }

    @FunctionalInterface
    private interface Peer {
        void serve(SocketChannel channel) throws IOException;
    }
}
