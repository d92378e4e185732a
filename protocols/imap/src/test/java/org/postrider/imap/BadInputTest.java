package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.MemoryPeer;

/// What no client should send: a clear answer, and the session or at least all others go on.
class BadInputTest {
    @TempDir
    private Path folder;

    @Test
    void aHundredThousandPipelinedCommandsAreAllAnswered() throws Exception {
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
            sender.join();
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
    void messagesMadeOfOthersAreBoundedTogether() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of("maxMessageSize", "20KiB"))) {
            MemoryPeer peer = login(server);
            String message = "Subject: x\r\n\r\n" + "y".repeat(15_000) + "\r\n";
            send(peer, "a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\nb SELECT INBOX\r\n");
            awaitTag(peer, "b");
            String copies = " CATENATE (URL \"/;UID=1\")".repeat(10);
            send(peer, "c APPEND INBOX" + copies + "\r\n");
            awaitTag(peer, "c");
            send(peer, "d APPEND INBOX" + copies + copies + copies + "\r\n");
            String line = line(peer);
            while (!line.startsWith("d ")) {
                line = line(peer);
            }
            assertThat(line).startsWith("d NO [TOOBIG]");
            send(peer, "e FETCH 11 BODY.PEEK[]\r\n");
            assertThat(line(peer)).isEqualTo("* 11 FETCH (BODY[] {" + message.length() + "}");
            awaitTag(peer, "e");
            peer.close();
        }
    }

    @Test
    void aMessageThatCannotBeReadDoesNotKeepTheOthersFromTheClient() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch,lunch"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                Path first = files.filter(file -> file.toString().matches(".*/(new|cur)/[^/]+"))
                        .filter(Files::isRegularFile)
                        .min(Comparator.comparing(Path::getFileName))
                        .orElseThrow();
                Files.writeString(first, "somebody wrote into it", StandardOpenOption.APPEND);
            }
            MemoryPeer peer = login(server);
            send(peer, "s SELECT INBOX\r\n");
            awaitTag(peer, "s");
            send(peer, "f FETCH 1:2 BODY.PEEK[]\r\n");
            List<String> lines = new ArrayList<>();
            do {
                lines.add(line(peer));
            } while (!lines.getLast().startsWith("f "));
            assertThat(lines).filteredOn(line -> line.startsWith("* ")).hasSize(1);
            assertThat(lines.getLast()).startsWith("f NO [CORRUPTION]");
            send(peer, "g NOOP\r\n");
            awaitTag(peer, "g");
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
