package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.Progress;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Scratch;
import org.postrider.testkit.MemoryConnection;

/// Long work tells that it goes on (RFC 9585 §4).
class ProgressTest {
    private static final Duration OFTEN = Duration.ofMillis(1);

    @TempDir
    private Path folder;

    @Test
    void theClientHearsThatItsCommandGoesOn() throws Exception {
        MemoryConnection.Pair pair = MemoryConnection.pair(MemoryConnection.Settings.DEFAULT);
        CountDownLatch heard = new CountDownLatch(1);
        AtomicReference<String> first = new AtomicReference<>("");
        Thread client = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    byte[] line = pair.client().readLine(1000);
                    first.compareAndSet("", new String(line, StandardCharsets.US_ASCII).strip());
                    heard.countDown();
                }
            } catch (Exception e) {
                heard.countDown();
            }
        });
        try (TestServer server = new TestServer(folder, Map.of());
                Scratch scratch = new Scratch()) {
            int result = Progress.during(call(server, pair, scratch), OFTEN, () -> {
                await(heard);
                return 7;
            });
            assertThat(result).isEqualTo(7);
            assertThat(first.get()).isEqualTo("* OK [INPROGRESS (\"a1\" NIL NIL)] still at it");
        } finally {
            pair.server().close();
            client.join();
        }
    }

    @Test
    void aFailureIsTheCommandsOwn() throws Exception {
        MemoryConnection.Pair pair = MemoryConnection.pair(MemoryConnection.Settings.DEFAULT);
        try (TestServer server = new TestServer(folder, Map.of());
                Scratch scratch = new Scratch()) {
            Call call = call(server, pair, scratch);
            assertThatThrownBy(() -> Progress.during(call, () -> {
                        throw CommandFailedException.no("[CANNOT] no");
                    }))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessage("NO [CANNOT] no");
        }
    }

    private static Call call(TestServer server, MemoryConnection.Pair pair, Scratch scratch) {
        return new Call(server.session(pair.server()), "a1", "SEARCH", false, new ImapInput(new byte[0], '/'), scratch);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
