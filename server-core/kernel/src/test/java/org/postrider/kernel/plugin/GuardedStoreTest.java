package org.postrider.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.Mailbox.NewMessage;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;

@Timeout(120)
class GuardedStoreTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final MailboxName INBOX = MailboxName.parse("INBOX", '/');
    private static final MailboxName NOTES = MailboxName.parse("Notes", '/');

    private final ServerMetrics metrics = new ServerMetrics();
    private final MailStore memory = new MemoryStore(MutableClock.at("2025-03-01T12:00:00Z"));
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letTheHangingGo() {
        release.countDown();
    }

    @Test
    void accountsAndMailboxesThatComeOutOfItWorkTogetherAndAreCounted() throws Exception {
        AccountStore account = guarded(memory, Duration.ofMinutes(2)).account(BOB);
        account.create(NOTES, Optional.empty());
        try (Mailbox inbox = account.open(INBOX);
                Mailbox notes = account.open(NOTES)) {
            inbox.append(new NewMessage(
                    Content.of("Subject: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                    Flags.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    true));
            inbox.copy(UidSet.of(1), notes);
            assertThat(notes.view().count()).isEqualTo(1);
            assertThat(notes).isNotEqualTo(inbox);
        }
        assertThat(calls("calls_total")).isGreaterThanOrEqualTo(7);
        assertThat(calls("failures_total")).isZero();
    }

    @Test
    void whatThereIsNotIsAnAnswerAndNoFailure() throws Exception {
        AccountStore account = guarded(memory, Duration.ofMinutes(2)).account(BOB);

        assertThatThrownBy(() -> account.open(NOTES))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NOT_FOUND));
        assertThat(calls("failures_total")).isZero();
    }

    @Test
    void aCallThatHangsOrFailsCanBeTriedAgain() throws Exception {
        MailStore slow = guarded(new BadStore(), Duration.ofMillis(20));
        assertThatThrownBy(() -> slow.account(BOB))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.TEMPORARY))
                .hasMessage("the store shelf of the plugin 'shelf' (shelf.jar) did not come back within 20 ms");

        MailStore bad = guarded(new BadStore(), Duration.ofMinutes(2));
        assertThatThrownBy(bad::checkpoint)
                .isInstanceOf(IOException.class)
                .hasMessage("the plugin 'shelf' (shelf.jar) failed: NoSuchMethodError: older library");
        assertThatThrownBy(() -> bad.watch((account, mailbox) -> {})).isInstanceOf(PluginFaultException.class);
        assertThat(calls("failures_total")).isEqualTo(3);
    }

    @Test
    void whatCameWithTheServerIsItself() throws Exception {
        LoadedPlugin own = new LoadedPlugin("own", Optional.empty(), getClass().getClassLoader(), new Shelf());

        assertThat(new Guarded(PluginsConfig.defaults(), metrics).wrap(ComponentKind.STORE, "own", memory, own))
                .isSameAs(memory);
    }

    private MailStore guarded(MailStore store, Duration limit) throws Exception {
        PluginsConfig limits =
                new PluginsConfig(limit, Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofSeconds(30));
        LoadedPlugin plugin = new LoadedPlugin(
                "shelf", Optional.of(Path.of("shelf.jar")), getClass().getClassLoader(), new Shelf());
        return new Guarded(limits, metrics).wrap(ComponentKind.STORE, "shelf", store, plugin);
    }

    private double calls(String what) {
        return metrics.text()
                .lines()
                .filter(line -> line.startsWith("postrider_plugin_" + what) && line.contains("plugin=\"shelf\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private final class BadStore implements MailStore {
        @Override
        public AccountStore account(MailAddress account) {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw new IllegalStateException("too late");
        }

        @Override
        public AutoCloseable watch(StoreListener listener) {
            throw new StackOverflowError();
        }

        @Override
        public void checkpoint() {
            throw new NoSuchMethodError("older library");
        }
    }

    private static final class Shelf implements Plugin {
        @Override
        public String name() {
            return "shelf";
        }

        @Override
        public String apiVersion() {
            return API_VERSION;
        }

        @Override
        public void register(PluginRegistry registry) {
            // Nothing is asked for.
        }
    }
}
