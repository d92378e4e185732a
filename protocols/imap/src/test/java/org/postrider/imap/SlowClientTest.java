package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.net.ListenerInfo;
import org.postrider.testkit.SocketPeer;
import org.postrider.testkit.socket.SocketListener;

/// Who sends octet by octet, each in time, does not keep a session for ever.
class SlowClientTest {
    private static final long OCTET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Map<String, String> BRIEF = Map.of("dataTimeLimit", "300");

    @TempDir
    private Path folder;

    @Test
    void aLineHasOneTimeLimitAsAWhole() throws IOException {
        try (TestServer server = new TestServer(folder, BRIEF);
                SocketListener listener = listener(server);
                SocketPeer peer = login(listener)) {
            assertThat(isSentAway(peer, "a CREATE ")).isTrue();
        }
    }

    @Test
    void soHasALineThatIsCompressed() throws IOException {
        try (TestServer server = new TestServer(folder, BRIEF);
                SocketListener listener = listener(server);
                SocketPeer peer = login(listener)) {
            say(peer, "z COMPRESS DEFLATE\r\n");
            await(peer, "z");
            peer.startDeflate();
            assertThat(isSentAway(peer, "a CREATE ")).isTrue();
        }
    }

    @Test
    void aLiteralMayTakeASecondMoreForEachKibibyte() throws IOException {
        try (TestServer server = new TestServer(folder, BRIEF);
                SocketListener listener = listener(server);
                SocketPeer peer = login(listener)) {
            assertThat(isSentAway(peer, "a APPEND INBOX {2000+}\r\n")).isTrue();
        }
    }

    @Test
    void whoDoesNotLogInIsSentAwayWhateverElseIsSaid() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of("loginTimeLimit", "300"));
                SocketListener listener = listener(server);
                SocketPeer peer = listener.connect(InetAddress.getLoopbackAddress())) {
            assertThat(isSentAwayThoughItSaysNoop(peer)).isTrue();
        }
    }

    // By BYE, or, where a command was on its way then, by the end of the connection that BYE was lost in.
    private static boolean isSentAwayThoughItSaysNoop(SocketPeer peer) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        try {
            String line = "";
            while (!line.startsWith("* BYE") && System.nanoTime() < deadline) {
                say(peer, "n NOOP\r\n");
                line = new String(peer.readLine(), StandardCharsets.US_ASCII);
            }
            return line.startsWith("* BYE");
        } catch (IOException e) {
            return true;
        }
    }

    // Sends the start at once, then an octet at a time, until the server ends the connection.
    private static boolean isSentAway(SocketPeer peer, String start) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        try {
            say(peer, start);
            while (System.nanoTime() < deadline) {
                LockSupport.parkNanos(OCTET_NANOS);
                say(peer, "x");
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static SocketListener listener(TestServer server) throws IOException {
        return SocketListener.open(new ListenerInfo("imap", "imap", false), server.handler, Optional.empty());
    }

    private static SocketPeer login(SocketListener listener) throws IOException {
        SocketPeer peer = listener.connect(InetAddress.getLoopbackAddress());
        say(peer, "l LOGIN bob secret\r\n");
        await(peer, "l");
        return peer;
    }

    private static void await(SocketPeer peer, String tag) throws IOException {
        String line = new String(peer.readLine(), StandardCharsets.US_ASCII);
        while (!line.startsWith(tag + " ")) {
            line = new String(peer.readLine(), StandardCharsets.US_ASCII);
        }
        assertThat(line).startsWith(tag + " OK");
    }

    private static void say(SocketPeer peer, String text) throws IOException {
        peer.send(text.getBytes(StandardCharsets.US_ASCII));
    }
}
