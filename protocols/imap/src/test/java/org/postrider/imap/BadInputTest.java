package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.MemoryPeer;

/// What no client should send: a clear answer, and the session or at least all others go on.
class BadInputTest {
    @TempDir
    private Path folder;

    @Test
    void aHundredThousandPipelinedCommandsAreAllAnswered() throws IOException {
        int commands = 100_000;
        try (TestServer server = new TestServer(folder, Map.of())) {
            MemoryPeer peer = login(server);
            Thread sender = Thread.ofVirtual().start(() -> {
                byte[] command = "n NOOP\r\n".getBytes(StandardCharsets.US_ASCII);
                try {
                    for (int i = 0; i < commands; i++) {
                        peer.send(command);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int i = 0; i < commands; i++) {
                assertThat(line(peer)).isEqualTo("n OK NOOP done");
            }
            assertThat(sender.isAlive()).isFalse();
            peer.close();
        }
    }

    @Test
    void literalsTooLargeAreRefusedBeforeTheyAreSent() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of())) {
            MemoryPeer peer = login(server);
            send(peer, "a APPEND INBOX {999999999999}\r\n");
            assertThat(line(peer)).startsWith("a NO [TOOBIG]");
            send(peer, "b CREATE {70000}\r\n");
            assertThat(line(peer)).startsWith("b BAD");
            send(peer, "c NOOP\r\n");
            assertThat(line(peer)).startsWith("c OK");
            peer.close();
        }
    }

    @Test
    void deeplyNestedSearchKeysAreRefused() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch"))) {
            MemoryPeer peer = login(server);
            send(peer, "s SELECT INBOX\r\n");
            awaitTag(peer, "s");
            send(peer, "a SEARCH " + "(".repeat(20_000) + "ALL" + ")".repeat(20_000) + "\r\n");
            assertThat(line(peer)).startsWith("a BAD");
            send(peer, "b SEARCH " + "NOT ".repeat(10_000) + "ALL\r\n");
            assertThat(line(peer)).startsWith("b BAD");
            send(peer, "c NOOP\r\n");
            assertThat(line(peer)).startsWith("c OK");
            peer.close();
        }
    }

    @Test
    void deeplyNestedMimeIsShownAsFarAsItIsRead() throws IOException {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        try (TestServer server = new TestServer(folder, Map.of("maxMessageSize", "10MiB"))) {
            MemoryPeer peer = login(server);
            send(peer, "a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n");
            assertThat(line(peer)).startsWith("a OK");
            send(peer, "s SELECT INBOX\r\nb FETCH 1 (BODYSTRUCTURE ENVELOPE PREVIEW BINARY.SIZE[1.1.1])\r\n");
            awaitTag(peer, "s");
            awaitTag(peer, "b");
            peer.close();
        }
    }

    @Test
    void nulsAreNoPartOfACommand() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of())) {
            MemoryPeer peer = login(server);
            send(peer, "a NO\0OP\r\n");
            assertThat(line(peer)).startsWith("a BAD");
            send(peer, "b CREATE {3+}\r\na\0b\r\n");
            assertThat(line(peer)).matches("b (BAD|NO) .*");
            send(peer, "c NOOP\r\n");
            assertThat(line(peer)).startsWith("c OK");
            peer.close();
        }
    }

    @Test
    void othersGoOnWhileOneSendsHalfACommandAndReadsNothing() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch"))) {
            MemoryPeer half = login(server);
            send(half, "a APPEND INBOX {1000+}\r\nSubject: unfini");
            MemoryPeer deaf = login(server);
            send(deaf, "s SELECT INBOX\r\n" + "f FETCH 1 BODY.PEEK[]\r\n".repeat(2000));
            MemoryPeer other = login(server);
            send(other, "s SELECT INBOX\r\nt STORE 1 +FLAGS (\\Seen)\r\n");
            awaitTag(other, "s");
            awaitTag(other, "t");
            other.close();
            deaf.close();
            half.close();
        }
    }

    private static void awaitTag(MemoryPeer peer, String tag) throws IOException {
        String line = line(peer);
        while (!line.startsWith(tag + " ")) {
            line = line(peer);
        }
        assertThat(line).startsWith(tag + " OK");
    }

    private static MemoryPeer login(TestServer server) throws IOException {
        MemoryPeer peer = server.connect();
        line(peer);
        send(peer, "l LOGIN bob secret\r\n");
        assertThat(line(peer)).startsWith("l OK");
        return peer;
    }

    private static void send(MemoryPeer peer, String text) throws IOException {
        peer.send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(MemoryPeer peer) throws IOException {
        return new String(peer.readLine(), StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
