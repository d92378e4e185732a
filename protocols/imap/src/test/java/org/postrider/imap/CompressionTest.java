package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.imap.wire.DeflateConnection;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryPeer;

/// RFC 4978
class CompressionTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void answersAreCompressedFromTheTaggedAnswerOn() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch"))) {
            MemoryConnection raw = server.connectPair().client();
            DeflateConnection packed = compressed(raw);
            say(packed, "c SELECT INBOX\r\n");
            assertThat(answer(packed, "c")).startsWith("c OK [READ-WRITE]");
            byte[] message = "x".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
            say(packed, "d APPEND INBOX {" + (message.length + 14) + "+}\r\nSubject: big\r\n");
            packed.write(message);
            say(packed, "\r\n");
            assertThat(answer(packed, "d")).startsWith("d OK [APPENDUID");
            say(packed, "e FETCH 2 BODY.PEEK[TEXT]\r\n");
            assertThat(answer(packed, "e")).startsWith("e OK");
            say(packed, "f COMPRESS DEFLATE\r\n");
            assertThat(answer(packed, "f")).startsWith("f NO [COMPRESSIONACTIVE]");
            say(packed, "g CAPABILITY\r\n");
            assertThat(line(packed)).doesNotContain("COMPRESS");
            assertThat(answer(packed, "g")).startsWith("g OK");
            say(packed, "h LOGOUT\r\n");
            assertThat(answer(packed, "h")).startsWith("h OK");
        }
    }

    @Test
    void idleTellsNewsWhileCompressed() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch"))) {
            DeflateConnection packed = compressed(server.connectPair().client());
            say(packed, "c SELECT INBOX\r\nd IDLE\r\n");
            assertThat(answer(packed, "c")).startsWith("c OK");
            assertThat(line(packed)).startsWith("+ ");
            DeflateConnection other = compressed(server.connectPair().client());
            say(other, "c SELECT INBOX\r\nd STORE 1 +FLAGS (\\Flagged)\r\n");
            assertThat(answer(other, "d")).startsWith("d OK");
            assertThat(line(packed)).startsWith("* 1 FETCH (FLAGS (\\Flagged)");
            say(packed, "DONE\r\n");
            assertThat(answer(packed, "d")).startsWith("d OK");
        }
    }

    @Test
    void whatWasWrittenIsSentBeforeTheSessionWaits() throws IOException {
        MemoryConnection.Pair pair = MemoryConnection.pair(MemoryConnection.Settings.DEFAULT);
        MemoryPeer.serve(
                new ProtocolHandler() {
                    @Override
                    public void serve(Connection connection) throws ConnectionEndedException {
                        DeflateConnection packed = new DeflateConnection(connection, LIMIT);
                        packed.write("* one\r\n".getBytes(StandardCharsets.US_ASCII));
                        packed.await(Duration.ofMinutes(1));
                        packed.write("* two\r\n".getBytes(StandardCharsets.US_ASCII));
                        packed.read(new byte[10], 0, 10);
                        packed.read(new byte[10], 0, 10);
                    }

                    @Override
                    public byte[] refusal(String reason) {
                        return new byte[0];
                    }
                },
                pair.server());
        DeflateConnection client = new DeflateConnection(pair.client(), LIMIT);
        assertThat(line(client)).isEqualTo("* one");
        say(client, "go\r\n");
        assertThat(line(client)).isEqualTo("* two");
        pair.client().close();
    }

    @Test
    void whatIsNoDeflateEndsTheSession() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of())) {
            MemoryConnection raw = server.connectPair().client();
            compressed(raw);
            say(raw, "c NOOP in the clear, which is no DEFLATE\r\n");
            assertThat(catchEnd(raw)).isTrue();
        }
    }

    private static DeflateConnection compressed(MemoryConnection raw) throws IOException {
        line(raw);
        say(raw, "a LOGIN bob secret\r\nb COMPRESS DEFLATE\r\n");
        assertThat(answer(raw, "b")).startsWith("b OK");
        return new DeflateConnection(raw, LIMIT);
    }

    private static boolean catchEnd(Connection connection) {
        try {
            for (int i = 0; i < 10; i++) {
                line(connection);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static String answer(Connection connection, String tag) throws IOException {
        String line = line(connection);
        while (!line.startsWith(tag + " ")) {
            line = line(connection);
        }
        return line;
    }

    private static String line(Connection connection) throws IOException {
        try {
            return new String(connection.readLine(1_000_000), StandardCharsets.ISO_8859_1).stripTrailing();
        } catch (LineTooLongException e) {
            throw new AssertionError(e);
        }
    }

    private static void say(Connection connection, String text) throws IOException {
        connection.write(text.getBytes(StandardCharsets.US_ASCII));
        connection.flush();
    }
}
