package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.dist.corpus.FoundMessages;
import org.postrider.dist.corpus.MadeMessages;

/// Thousands of messages that nobody shaped for this server come back octet for octet.
class RealInputIT {
    private static final int SHAPES = 3000;
    private static final int USERS = 10_000;
    private static final int RECIPIENTS_AT_A_TIME = 1000;

    @TempDir
    private Path folder;

    @Test
    void everyMessageComesBackOctetForOctet() throws Exception {
        MadeMessages made = new MadeMessages(42);
        List<byte[]> messages = new ArrayList<>(FoundMessages.all());
        assertThat(messages).as("messages of others").hasSizeGreaterThan(70);
        messages.addAll(made.oddities());
        messages.addAll(made.shapes(SHAPES));
        messages.add(made.large(30_000_000));
        Map<String, Integer> expected = new HashMap<>();
        try (TestServer server = TestServer.create(folder).start()) {
            try (SmtpClient client = new SmtpClient(server.port(25))) {
                for (byte[] message : messages) {
                    client.send("sender@example.net", List.of("bob@example.test"), message);
                    expected.merge(digest(withLineEnd(message)), 1, Integer::sum);
                }
            }
            try (ImapClient imap = new ImapClient(server.port(143))) {
                imap.login("bob@example.test", TestServer.PASSWORD);
                Eventually.isTrue(() -> imap.select("INBOX") == messages.size());

                Map<String, Integer> received = new HashMap<>();
                for (int number = 1; number <= messages.size(); number++) {
                    byte[] whole = imap.fetchLiteral(number, "BODY.PEEK[]");
                    received.merge(digest(withoutTrace(whole)), 1, Integer::sum);
                }
                assertThat(received).isEqualTo(expected);
                // Nothing in any of them may break what clients ask for all the time.
                imap.command("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
            }
        }
    }

    @Test
    void tenThousandRecipientsGetOneEach() throws Exception {
        try (TestServer server = TestServer.create(folder)) {
            addUsers(server);
            server.start();
            byte[] message = "Subject: to all\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            try (SmtpClient client = new SmtpClient(server.port(25))) {
                for (int first = 0; first < USERS; first += RECIPIENTS_AT_A_TIME) {
                    List<String> recipients = new ArrayList<>();
                    for (int i = first; i < first + RECIPIENTS_AT_A_TIME; i++) {
                        recipients.add("user" + i + "@example.test");
                    }
                    client.send("list@example.net", recipients, message);
                }
            }
            Eventually.isTrue(() -> messages(server) == USERS);
            for (int i = 0; i < USERS; i++) {
                assertThat(messages(server.maildir("user" + i))).isEqualTo(1);
            }
        }
    }

    // All with bob's password: hashing ten thousand would be the whole test.
    private static void addUsers(TestServer server) throws Exception {
        String text = Files.readString(server.conf("users.xml"));
        String bob = text.lines()
                .filter(line -> line.contains("bob@example.test"))
                .findFirst()
                .orElseThrow();
        StringBuilder users = new StringBuilder();
        for (int i = 0; i < USERS; i++) {
            users.append(bob.replace("bob@", "user" + i + "@")).append('\n');
        }
        Files.writeString(server.conf("users.xml"), text.replace(bob, bob + "\n" + users));
    }

    private static long messages(TestServer server) throws Exception {
        long count = 0;
        for (int i = USERS - 1; i >= 0; i--) {
            long here = messages(server.maildir("user" + i));
            if (here == 0) {
                return count; // not done yet
            }
            count += here;
        }
        return count;
    }

    private static long messages(Path maildir) throws Exception {
        long count = 0;
        for (String part : List.of("new", "cur")) {
            if (Files.isDirectory(maildir.resolve(part))) {
                try (Stream<Path> files = Files.list(maildir.resolve(part))) {
                    count += files.count();
                }
            }
        }
        return count;
    }

    // What DATA ends with is a line break, whether the message had one or not (RFC 5321 §4.1.1.4).
    private static byte[] withLineEnd(byte[] message) {
        boolean open = message.length == 0 || message[message.length - 1] != '\n';
        if (!open) {
            return message;
        }
        byte[] closed = Arrays.copyOf(message, message.length + 2);
        closed[message.length] = '\r';
        closed[message.length + 1] = '\n';
        return closed;
    }

    // Without the fields that delivery adds: everything up to the end of the first Received field.
    private static byte[] withoutTrace(byte[] whole) {
        String start = new String(whole, 0, Math.min(whole.length, 4096), StandardCharsets.ISO_8859_1);
        int received = start.startsWith("Received:") ? 0 : start.indexOf("\r\nReceived:") + 2;
        assertThat(start.substring(received)).as("a Received field at the top").startsWith("Received:");
        int end = start.indexOf("\r\n", received);
        while (start.charAt(end + 2) == ' ' || start.charAt(end + 2) == '\t') {
            end = start.indexOf("\r\n", end + 2);
        }
        return Arrays.copyOfRange(whole, end + 2, whole.length);
    }

    private static String digest(byte[] octets) throws Exception {
        return octets.length + " octets, SHA-256 "
                + java.util.HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(octets));
    }
}
