package org.postrider.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;

/// A listener on a Unix socket, with a protocol that says each line back.
@Timeout(60)
class SocketListenerTest {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-rw----");

    @TempDir
    private Path folder;

    private final NetServer server = new NetServer();
    private UnixDomainSocketAddress address;

    @BeforeEach
    void name() {
        address = UnixDomainSocketAddress.of(folder.resolve("lmtp"));
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ofSeconds(10));
    }

    @Test
    void aProgramTalksByTheSocketAndTheFileSaysWhoMay() throws Exception {
        open(10);
        assertThat(Files.getPosixFilePermissions(address.getPath())).isEqualTo(MODE);
        try (Client client = new Client()) {
            assertThat(client.line()).isEqualTo("from 127.0.0.1");
            client.say("one\r\ntwo\r\n");
            assertThat(client.line()).isEqualTo("one");
            assertThat(client.line()).isEqualTo("two");
        }
    }

    @Test
    void moreThanThereMayBeAreRefusedAndOthersMayComeWhenOneHasGone() throws Exception {
        open(2);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            clients.add(new Client());
            assertThat(clients.get(i).line()).isEqualTo("from 127.0.0.1");
        }
        try (Client third = new Client()) {
            assertThat(third.line()).isEqualTo("refused");
            assertThat(third.line()).isNull();
        }
        clients.getFirst().close();
        String line = "refused";
        while (line.equals("refused")) {
            try (Client next = new Client()) {
                line = String.valueOf(next.line());
            }
        }
        assertThat(line).isEqualTo("from 127.0.0.1");
        clients.getLast().close();
    }

    @Test
    void theSocketIsGoneWhenTheServerHasStoppedAndSessionsCameToTheirEnd() throws Exception {
        open(10);
        try (Client client = new Client()) {
            assertThat(client.line()).isEqualTo("from 127.0.0.1");
            server.stop(Duration.ofSeconds(30));
            assertThat(client.line()).isEqualTo("bye");
            assertThat(client.line()).isNull();
        }
        assertThat(address.getPath()).doesNotExist();
        assertThat(server.connections()).isZero();
    }

    @Test
    void whatAKilledServerLeftIsReplaced() throws Exception {
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(address);
        }
        assertThat(address.getPath()).exists();

        open(10);

        try (Client client = new Client()) {
            assertThat(client.line()).isEqualTo("from 127.0.0.1");
        }
    }

    @Test
    void aSocketOnWhichSomebodyListensIsLeftToHim() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(address);
            assertThatThrownBy(() -> open(10))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the listener lmtp cannot open " + address)
                    .hasMessageContaining("another program listens there");
            assertThat(address.getPath()).exists();
        }
    }

    @Test
    void whatIsNoSocketIsNotTouched() throws Exception {
        Files.writeString(address.getPath(), "precious");

        assertThatThrownBy(() -> open(10)).hasMessageContaining("which is no socket; move it away");

        assertThat(address.getPath()).hasContent("precious");
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        address = UnixDomainSocketAddress.of(folder.resolve("run/lmtp"));

        assertThatThrownBy(() -> open(10)).hasMessageContaining("there is no folder " + folder.resolve("run"));
    }

    @Test
    void aPathThatIsTooLongSaysSo() {
        address = UnixDomainSocketAddress.of("/tmp/" + "x".repeat(80) + "/" + "y".repeat(80));

        assertThatThrownBy(() -> open(10)).isInstanceOf(IOException.class).hasMessageContaining("cannot open");
    }

    private void open(int connectionsMax) throws IOException {
        server.open(
                new ListenerSpec(
                        new ListenerInfo("lmtp", "test", false),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new Echo(),
                        Optional.empty(),
                        false,
                        connectionsMax,
                        1,
                        List.of(),
                        Duration.ofHours(1)),
                address,
                MODE);
    }

    private static final class Echo implements ProtocolHandler {
        @Override
        public void serve(Connection connection) throws ConnectionEndedException {
            connection.timeLimit(Duration.ofSeconds(60));
            say(connection, "from " + connection.client().getHostAddress());
            while (true) {
                if (connection.await(Duration.ofSeconds(60)) == Connection.Wake.STOPPING) {
                    say(connection, "bye");
                    return;
                }
                try {
                    connection.write(connection.readLine(1000));
                    connection.flush();
                } catch (LineTooLongException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        private static void say(Connection connection, String line) throws ConnectionEndedException {
            connection.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            connection.flush();
        }

        @Override
        public byte[] refusal(String reason) {
            return "refused\r\n".getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final class Client implements AutoCloseable {
        private final SocketChannel channel = SocketChannel.open(address);
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.US_ASCII));

        Client() throws IOException {}

        @Nullable
        String line() throws IOException {
            return in.readLine();
        }

        void say(String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
