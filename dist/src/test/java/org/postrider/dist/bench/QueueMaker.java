package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.transport.Route;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Stage;

/// Fills a spool with mail that other hosts did not take, by the ledger's own means and the records that a server
/// writes: accepted, routed, deferred, and a checkpoint now and then.
final class QueueMaker {
    private static final long SEGMENT_OCTETS = 64L * 1024 * 1024;
    private static final int THREADS = 64;
    private static final int CHECKPOINT_EACH = 50_000;
    private static final int DOMAINS = 50_000;
    private static final int SENDERS = 10_000;
    private static final int CONTENT_OCTETS = 2_000;
    private static final Reply REPLY =
            Reply.of(451, "4.4.1", "No connection to mx.example: Connection timed out after a long while");

    private final JournalLedger ledger;
    private final Instant now = Instant.now();
    private final String text = "a line of a message that waits\r\n".repeat(CONTENT_OCTETS / 32);

    private QueueMaker(JournalLedger ledger) {
        this.ledger = ledger;
    }

    /// Makes a queue of `count` mails in a spool that no server uses.
    static void fill(Path spool, int count) throws IOException {
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT_OCTETS)) {
            new QueueMaker(ledger).run(count);
        }
    }

    private void run(int count) throws IOException {
        for (int from = 0; from < count; from += CHECKPOINT_EACH) {
            add(from, Math.min(count, from + CHECKPOINT_EACH));
            ledger.checkpoint(new NoStore());
        }
    }

    private void add(int from, int to) throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = from + thread;
                all.add(threads.submit(() -> {
                    for (int i = first; i < to; i += THREADS) {
                        addOne(i);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("the queue could not be made: " + e.getMessage(), e);
        }
    }

    private void addOne(int number) throws IOException {
        Mail mail = mail(number);
        ledger.accept(Entry.due(mail, new Stage.Processing("root"), now), () -> {});
        Mail kept = ledger.find(mail.id()).orElseThrow().mail();
        Entry routed = Entry.due(kept, new Stage.Relaying(Route.BY_MX), now);
        ledger.replace(mail.id(), List.of(routed), List.of());
        Instant next = now.plus(Duration.ofHours(2)).plusMillis(number * 7L);
        ledger.replace(mail.id(), List.of(routed.deferred(kept, next, REPLY, Optional.of(now), Map.of())), List.of());
    }

    private Mail mail(int number) {
        MailAddress recipient = MailAddress.parse("user%d@domain%d.example".formatted(number % 977, number % DOMAINS));
        String header = "From: <sender%1$d@example.net>\r\nTo: <%2$s>\r\nMessage-ID: <%3$d@example.net>\r\n\r\n"
                .formatted(number % SENDERS, recipient, number);
        Envelope envelope = Envelope.of(
                ReversePath.of(MailAddress.parse("sender" + number % SENDERS + "@example.net")),
                List.of(Recipient.of(recipient)));
        return new Mail(
                new MailId("bench%07x".formatted(number)),
                envelope,
                Message.of(Content.of((header + text).getBytes(StandardCharsets.US_ASCII))),
                Origin.local(now),
                Map.of());
    }

    /// There is nothing in it to sync.
    private static final class NoStore implements MailStore {
        @Override
        public AccountStore account(MailAddress account) {
            throw new UnsupportedOperationException("nothing is delivered here");
        }

        @Override
        public AutoCloseable watch(StoreListener listener) {
            return () -> {};
        }

        @Override
        public void checkpoint() {
            // Nothing was delivered.
        }
    }
}
