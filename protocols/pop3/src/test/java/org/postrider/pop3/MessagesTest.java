package org.postrider.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SystemFlag;
import org.postrider.testkit.MemoryPeer;

/// What RETR and TOP send, octet for octet, and what a session leaves behind.
class MessagesTest {
    @Test
    void whatIsRetrievedIsWhatWasStored() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TestServer server = new TestServer(Map.of());
        String[] messages = new String[40];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = message(random);
            server.deliver(MailboxName.INBOX, messages[i]);
        }
        try (MemoryPeer peer = loggedIn(server)) {
            for (int i = 0; i < messages.length; i++) {
                String whole = messages[i].endsWith("\r\n") ? messages[i] : messages[i] + "\r\n";
                assertThat(multiLine(peer, "RETR " + (i + 1)))
                        .as("seed %d, message %d", seed, i)
                        .isEqualTo(whole);
                int lines = random.nextInt(4);
                assertThat(multiLine(peer, "TOP " + (i + 1) + " " + lines))
                        .as("seed %d, message %d, %d lines", seed, i, lines)
                        .isEqualTo(top(whole, lines));
            }
        }
    }

    @Test
    void aMessageLargerThanAnyBufferArrivesWhole() throws IOException {
        TestServer server = new TestServer(Map.of());
        String message = "Subject: large\r\n\r\n" + (".".repeat(997) + "\r\n").repeat(1_000);
        server.deliver(MailboxName.INBOX, message);
        try (MemoryPeer peer = loggedIn(server)) {
            assertThat(multiLine(peer, "RETR 1")).isEqualTo(message);
        }
    }

    @Test
    void whatWasRetrievedHasBeenSeenEvenWithoutQuit() throws IOException {
        TestServer server = new TestServer(Map.of("inbox", "3"));
        try (MemoryPeer peer = loggedIn(server)) {
            multiLine(peer, "RETR 2");
            multiLine(peer, "TOP 3 1");
            command(peer, "QUIT");
            peer.expectEnd();
        }
        assertThat(seen(server)).containsExactly(false, true, false);
    }

    @Test
    void nothingIsMarkedAsSeenWhereThatIsNotWanted() throws IOException {
        TestServer server = new TestServer(Map.of("inbox", "1", "markSeen", "false"));
        try (MemoryPeer peer = loggedIn(server)) {
            multiLine(peer, "RETR 1");
            command(peer, "QUIT");
            peer.expectEnd();
        }
        assertThat(seen(server)).containsExactly(false);
    }

    @Test
    void aClientWithoutUtf8IsRefusedWhereASettingWantsIt() throws IOException {
        TestServer server = new TestServer(Map.of("utf8Messages", "REFUSE"));
        server.deliver(MailboxName.INBOX, "Subject: Grüße\r\n\r\nplain\r\n");
        server.deliver(MailboxName.INBOX, "Subject: plain\r\n\r\nGrüße\r\n");
        try (MemoryPeer peer = loggedIn(server)) {
            // RFC 6856 §5
            assertThat(command(peer, "RETR 1")).startsWith("-ERR [UTF8] ");
            assertThat(multiLine(peer, "RETR 2")).contains("Grüße");
            command(peer, "QUIT");
            peer.expectEnd();
        }
        try (MemoryPeer peer = server.connect()) {
            line(peer);
            command(peer, "UTF8");
            command(peer, "USER bob");
            assertThat(command(peer, "PASS secret")).startsWith("+OK");
            assertThat(multiLine(peer, "RETR 1")).contains("Grüße");
        }
    }

    private static boolean[] seen(TestServer server) throws IOException {
        try (Mailbox inbox = server.inbox()) {
            MailboxView view = inbox.view();
            boolean[] seen = new boolean[view.count()];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = view.flags(i).has(SystemFlag.SEEN);
            }
            return seen;
        }
    }

    private static MemoryPeer loggedIn(TestServer server) throws IOException {
        MemoryPeer peer = server.connect();
        line(peer);
        command(peer, "USER bob");
        assertThat(command(peer, "PASS secret")).startsWith("+OK");
        return peer;
    }

    private static String command(MemoryPeer peer, String command) throws IOException {
        peer.send((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return line(peer);
    }

    private static String multiLine(MemoryPeer peer, String command) throws IOException {
        assertThat(command(peer, command)).startsWith("+OK");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            byte[] line = peer.readLine();
            if (line.length == 3 && line[0] == '.') {
                return out.toString(StandardCharsets.UTF_8);
            }
            int from = line[0] == '.' ? 1 : 0;
            out.write(line, from, line.length - from);
        }
    }

    private static String line(MemoryPeer peer) throws IOException {
        return new String(peer.readLine(), StandardCharsets.UTF_8);
    }

    private static String message(Random random) {
        StringBuilder out = new StringBuilder("Subject: .\r\n");
        String[] lines = {".", "..", "", "text", ".text", "a.b", "\t", " "};
        int count = random.nextInt(30);
        for (int i = 0; i < count; i++) {
            out.append(lines[random.nextInt(lines.length)]).append("\r\n");
        }
        return random.nextBoolean() ? out.toString() : out + "no line break at the end";
    }

    private static String top(String whole, int lines) {
        StringBuilder out = new StringBuilder();
        boolean body = false;
        int left = lines;
        for (String line : whole.split("(?<=\r\n)")) {
            if (body && left-- == 0) {
                break;
            }
            out.append(line);
            body |= line.equals("\r\n");
        }
        return out.toString();
    }
}
