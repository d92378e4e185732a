package org.postrider.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.testkit.MemoryPeer;

/// What no client should send: a clear answer, and the session or at least all others go on.
class BadInputTest {
    @Test
    void aHundredThousandPipelinedCommandsAreAllAnswered() throws Exception {
        int commands = 100_000;
        MemoryPeer peer = login(new TestServer(Map.of()), "bob", "secret");
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < commands; i++) {
                    send(peer, "NOOP\r\n");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (int i = 0; i < commands; i++) {
            assertThat(line(peer)).startsWith("+OK");
        }
        sender.join();
        peer.close();
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextOneRead() throws IOException {
        MemoryPeer peer = login(new TestServer(Map.of()), "bob", "secret");
        send(peer, "NOOP " + "x".repeat(50_000) + "\r\nNOOP\r\n");
        assertThat(line(peer)).startsWith("-ERR");
        assertThat(line(peer)).startsWith("+OK");
        peer.close();
    }

    @Test
    void othersGoOnWhileOneSendsHalfACommandAndOneReadsNothing() throws IOException {
        TestServer server = new TestServer(Map.of("inbox", "3"));
        MemoryPeer half = server.connect();
        send(half, "USER b");
        MemoryPeer deaf = login(server, "bob", "secret");
        // As much as is taken without reading.
        send(deaf, "RETR 1\r\n".repeat(2000));
        MemoryPeer other = login(server, "carol", "a b c");
        send(other, "STAT\r\n");
        assertThat(line(other)).startsWith("+OK");
        other.close();
        deaf.close();
        half.close();
    }

    private static MemoryPeer login(TestServer server, String user, String password) throws IOException {
        MemoryPeer peer = server.connect();
        line(peer);
        send(peer, "USER " + user + "\r\nPASS " + password + "\r\n");
        assertThat(line(peer)).startsWith("+OK");
        assertThat(line(peer)).startsWith("+OK");
        return peer;
    }

    private static void send(MemoryPeer peer, String text) throws IOException {
        peer.send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(MemoryPeer peer) throws IOException {
        return new String(peer.readLine(), StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
