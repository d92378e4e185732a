package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.MailAddress;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryPeer;

class SessionTest {
    @TempDir
    private Path folder;

    @Test
    void largeMessagesComeBackOctetForOctet() throws IOException {
        byte[] message = message(3 * 1024 * 1024);
        try (TestServer server = new TestServer(folder, Map.of("maxMessageSize", "10MiB"))) {
            MemoryPeer peer = login(server);
            send(peer, "a APPEND INBOX {" + message.length + "+}\r\n");
            peer.send(message);
            send(peer, "\r\nb SELECT INBOX\r\nc FETCH 1 BODY.PEEK[]\r\n");
            String line = line(peer);
            while (!line.startsWith("* 1 FETCH")) {
                line = line(peer);
            }
            assertThat(line).isEqualTo("* 1 FETCH (BODY[] {" + message.length + "}");
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            while (back.size() < message.length) {
                back.writeBytes(peer.readLine());
            }
            byte[] all = back.toByteArray();
            assertThat(new String(all, message.length, all.length - message.length, StandardCharsets.US_ASCII))
                    .isEqualTo(")\r\n");
            assertThat(java.util.Arrays.equals(all, 0, message.length, message, 0, message.length))
                    .isTrue();
            peer.close();
        }
    }

    @Test
    void bareLineFeedsBecomeLineBreaks() throws IOException {
        for (int size : new int[] {1, 100_000}) {
            try (TestServer server = new TestServer(folder.resolve("of" + size), Map.of())) {
                String message = "Subject: x\n\n" + "a\r\nb\n".repeat(size);
                MemoryPeer peer = login(server);
                send(peer, "a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n");
                assertThat(line(peer)).startsWith("a OK");
                try (var inbox = server.inbox()) {
                    assertThat(inbox.content(1).readAll(10_000_000))
                            .asString(StandardCharsets.US_ASCII)
                            .isEqualTo("Subject: x\r\n\r\n" + "a\r\nb\r\n".repeat(size));
                }
                peer.close();
            }
        }
    }

    @Test
    void saysByeWhenTheServerStops() throws Exception {
        try (TestServer server = new TestServer(folder, Map.of())) {
            MemoryConnection.Pair pair = server.connectPair();
            pair.client().readLine(1000);
            write(pair.client(), "a LOGIN bob secret\r\n");
            pair.client().readLine(1000);
            pair.server().stop();
            assertThat(new String(pair.client().readLine(1000), StandardCharsets.US_ASCII))
                    .startsWith("* BYE ");
        }
    }

    @Test
    void saysByeInIdleWhenTheServerStops() throws Exception {
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch"))) {
            MemoryConnection.Pair pair = server.connectPair();
            write(pair.client(), "a LOGIN bob secret\r\nb SELECT INBOX\r\nc IDLE\r\n");
            String line = "";
            while (!line.startsWith("+")) {
                line = new String(pair.client().readLine(1000), StandardCharsets.US_ASCII);
            }
            pair.server().stop();
            assertThat(new String(pair.client().readLine(1000), StandardCharsets.US_ASCII))
                    .startsWith("* BYE ");
        }
    }

    @Test
    void recordsLogInsAndFailures() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of())) {
            MemoryPeer peer = server.connect();
            line(peer);
            send(peer, "a LOGIN bob wrong\r\n");
            line(peer);
            send(peer, "b LOGIN bob secret\r\n");
            line(peer);
            Optional<InetAddress> client = Optional.of(InetAddress.getLoopbackAddress());
            assertThat(server.events.events())
                    .containsExactly(
                            new MailEvent.LoginFailed("imap", client, "bob"),
                            new MailEvent.LoggedIn("imap", client, MailAddress.parse("bob@example.test")));
            peer.close();
        }
    }

    @Test
    void saysWhyThereIsNoRoom() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of())) {
            assertThat(server.handler.refusal("too many connections"))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("* BYE too many connections\r\n");
        }
    }

    // Long lines, all octets but line breaks that stand alone, no line break at the end.
    private static byte[] message(int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Random random = new Random(1);
        while (out.size() < size) {
            byte[] line = new byte[random.nextInt(3000)];
            random.nextBytes(line);
            for (int i = 0; i < line.length; i++) {
                line[i] = line[i] == '\n' || line[i] == '\r' ? 0 : line[i];
            }
            out.writeBytes(line);
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        out.write('x');
        return out.toByteArray();
    }

    private static MemoryPeer login(TestServer server) throws IOException {
        MemoryPeer peer = server.connect();
        line(peer);
        send(peer, "l LOGIN bob secret\r\n");
        assertThat(line(peer)).startsWith("l OK");
        return peer;
    }

    private static void write(MemoryConnection connection, String text) throws IOException {
        connection.write(text.getBytes(StandardCharsets.US_ASCII));
        connection.flush();
    }

    private static void send(MemoryPeer peer, String text) throws IOException {
        peer.send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(MemoryPeer peer) throws IOException {
        return new String(peer.readLine(), StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
