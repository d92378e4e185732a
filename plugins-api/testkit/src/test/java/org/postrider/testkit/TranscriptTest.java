package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ProtocolHandler;

class TranscriptTest {
    @Test
    void playsADialogueOnTwoConnectionsWithTls() throws IOException {
        play("""
                # an echo
                = key some value
                S: hello
                C: one
                C- two\\x21\\r\\n
                S: one
                S~ t.o!
                @other
                S* hel.*
                C: tls
                TLS
                C: bye
                S: bye
                END
                @
                C: still here
                S* .*here
                CLOSE
                """);
    }

    @Test
    void saysWhereTheServerSaysSomethingElse() {
        assertThatThrownBy(() -> play("S: hello\nC: one\nS: two\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("test:3: S: two")
                .hasMessageContaining("C: one")
                .hasMessageContaining("S: one");
        assertThatThrownBy(() -> play("S: hello\nEND\n")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> play("S: hello\nC: bye\nS: bye\nS: more\n")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> play("What?\n")).isInstanceOf(AssertionError.class);
    }

    @Test
    void takesValuesFromWhatMatched() throws IOException {
        play("""
                S: hello
                C: uid 4711
                S~ uid (?<uid>[0-9]+)
                C: again ${uid}
                S* again ${uid}
                C- {3}\\r\\n\\x01\\0)\\r\\n
                S- {3}\\r\\n\\x01\\0)\\r\\n
                """);
        assertThatThrownBy(() -> play("S: hello\nC: ${uid}\n")).hasMessageContaining("test:2: ");
        assertThatThrownBy(() -> play("S: hello\nC: one\nS- two\\r\\n\n")).hasMessageContaining("test:3: ");
    }

    @Test
    void showsTheFaultOfAHandler() {
        ProtocolHandler broken = new ProtocolHandler() {
            @Override
            public void serve(Connection connection) {
                throw new IllegalStateException("the handler is broken");
            }

            @Override
            public byte[] refusal(String reason) {
                return new byte[0];
            }
        };
        Transcript transcript = Transcript.parse("test", "S: hello\n");
        assertThatThrownBy(() -> transcript.run(
                        () -> MemoryPeer.connect(broken, MemoryConnection.Settings.DEFAULT, Duration.ofSeconds(10))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("test:1: ")
                .hasStackTraceContaining("the handler is broken");
    }

    @Test
    void knowsItsSettings() {
        assertThat(Transcript.parse("test", "= a b c\n= d\n").settings()).isEqualTo(Map.of("a", "b c", "d", ""));
    }

    private static void play(String text) throws IOException {
        Transcript.parse("test", text)
                .run(() -> MemoryPeer.connect(new Echo(), MemoryConnection.Settings.DEFAULT, Duration.ofMillis(200)));
    }

    /// Says hello, then what it hears, until it hears `bye`; shakes hands at `tls`.
    private static final class Echo implements ProtocolHandler {
        @Override
        public void serve(Connection connection) throws ConnectionEndedException {
            try {
                String line = "hello\r\n";
                while (!line.isEmpty()) {
                    if (line.startsWith("tls")) {
                        connection.startTls(new byte[0]);
                    } else {
                        connection.write(line.getBytes(StandardCharsets.US_ASCII));
                        connection.flush();
                    }
                    line = line.startsWith("bye")
                            ? ""
                            : new String(connection.readLine(100), StandardCharsets.US_ASCII);
                }
            } catch (LineTooLongException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public byte[] refusal(String reason) {
            return new byte[0];
        }
    }
}
