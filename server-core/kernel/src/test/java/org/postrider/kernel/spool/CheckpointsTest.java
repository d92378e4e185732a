package org.postrider.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.kernel.ledger.JournalLedger;

/// Whatever the store does at a checkpoint, there is a next one.
@Timeout(60)
class CheckpointsTest {
    @TempDir
    private Path folder;

    private JournalLedger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = JournalLedger.open(folder, 1024 * 1024);
    }

    @AfterEach
    void close() throws IOException {
        ledger.close();
    }

    @Test
    void aStoreThatFailsIsAskedAgainWhateverItThrows() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch fourth = new CountDownLatch(4);
        Checkpoints checkpoints = new Checkpoints(everyTenthOfASecond(), ledger, new AskedStore(() -> {
            fourth.countDown();
            return switch (asked.incrementAndGet()) {
                case 1 -> throw new IOException("the disk is full");
                case 2 -> throw new IllegalStateException("a bug");
                case 3 -> throw new NoClassDefFoundError("a class of a plugin");
                default -> asked;
            };
        }));

        checkpoints.start();

        assertThat(fourth.await(20, TimeUnit.SECONDS)).isTrue();
        checkpoints.stop();
    }

    @Test
    void stoppingMakesALastOne() {
        AtomicInteger asked = new AtomicInteger();

        new Checkpoints(everyTenthOfASecond(), ledger, new AskedStore(asked::incrementAndGet)).stop();

        assertThat(asked).hasValue(1);
    }

    private SpoolConfig everyTenthOfASecond() {
        SpoolConfig config = SpoolSetup.config(folder, 1);
        return new SpoolConfig(
                config.folder(),
                config.mailsMax(),
                config.diskFreeMin(),
                config.memoryPerMessageMax(),
                config.segmentSize(),
                Duration.ofMillis(100),
                config.workers(),
                config.retryDelays(),
                config.giveUpAfter());
    }

    /// A store that only makes checkpoints.
    private record AskedStore(Callable<?> checkpointed) implements MailStore {
        @Override
        public AccountStore account(MailAddress account) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AutoCloseable watch(StoreListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkpoint() throws IOException {
            try {
                checkpointed.call();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
