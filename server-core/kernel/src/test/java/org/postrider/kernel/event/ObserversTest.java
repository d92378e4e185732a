package org.postrider.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.api.event.MailEvent;
import org.postrider.api.event.MailObserver;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.RecordedEvents;

/// An observer hears everything in its order, and whatever it does, nobody waits for it.
@Timeout(120)
class ObserversTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final MemoryStore store = new MemoryStore(clock);
    private final RecordedEvents log = new RecordedEvents();
    private final EventFeed feed = new EventFeed(log);
    private final AtomicInteger lost = new AtomicInteger();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Test
    void itHearsEventsInTheirOrderAndTheLogHasThemToo() throws Exception {
        Observers observers = observers(new Hearing());
        feed.record(discarded(0));
        observers.start();
        for (int i = 1; i <= 100; i++) {
            feed.record(discarded(i));
        }
        observers.stop(LIMIT);
        feed.record(discarded(101));

        List<String> all = new ArrayList<>();
        heard.drainTo(all);
        assertThat(all).hasSize(100).startsWith("m1", "m2", "m3").endsWith("m100");
        assertThat(log.events()).hasSize(102);
        assertThat(lost).hasValue(0);
    }

    @Test
    void itHearsOfMailboxesAndOnceOfChangesThatWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Hearing slow = new Hearing() {
            @Override
            public void happened(MailEvent event) throws Exception {
                super.happened(event);
                release.await();
            }
        };
        Observers observers = observers(slow);
        observers.start();
        feed.record(discarded(1));
        assertThat(next()).isEqualTo("m1");
        for (int i = 0; i < 5; i++) {
            append();
        }
        release.countDown();
        assertThat(next()).isEqualTo("bob@example.test INBOX");
        append();
        assertThat(next()).isEqualTo("bob@example.test INBOX");
        observers.stop(LIMIT);
        append();

        assertThat(heard).isEmpty();
    }

    @Test
    void oneThatFailsHearsWhatComesNextAndOthersHearEverything() throws Exception {
        MailObserver failing = new MailObserver() {
            @Override
            public void happened(MailEvent event) throws Exception {
                heard.add("failing");
                throw new IOException("its host is away");
            }
        };
        Observers observers = observers(failing, new Hearing());
        observers.start();
        for (int i = 1; i <= 3; i++) {
            feed.record(discarded(i));
        }
        observers.stop(LIMIT);

        assertThat(heard).hasSize(6).containsOnlyOnce("m1", "m2", "m3");
    }

    @Test
    void whatIsTooMuchForItPassesItByAndIsCounted() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Observers observers = observers(new Hearing() {
            @Override
            public void happened(MailEvent event) throws Exception {
                super.happened(event);
                release.await();
            }
        });
        observers.start();
        feed.record(discarded(0));
        assertThat(next()).isEqualTo("m0");
        // Nobody waits here, although it does not come back.
        for (int i = 1; i <= MailObserver.WAITING_MAX + 7; i++) {
            feed.record(discarded(i));
        }
        assertThat(lost).hasValue(7);
        release.countDown();
        observers.stop(LIMIT);

        assertThat(heard).hasSize(MailObserver.WAITING_MAX);
    }

    @Test
    void oneThatHangsDoesNotHoldUpTheStop() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Observers observers = observers(new Hearing() {
            @Override
            public void happened(MailEvent event) throws Exception {
                super.happened(event);
                release.await();
            }
        });
        observers.start();
        feed.record(discarded(1));
        feed.record(discarded(2));
        assertThat(next()).isEqualTo("m1");
        observers.stop(Duration.ofMillis(1));
        release.countDown();

        assertThat(log.events()).hasSize(2);
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    private Observers observers(MailObserver... all) {
        List<ObserverQueue> queues = new ArrayList<>();
        for (MailObserver each : all) {
            queues.add(new ObserverQueue("The observer Test", each, lost::incrementAndGet, clock));
        }
        return new Observers(queues, feed, store);
    }

    private void append() throws IOException {
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            inbox.append(new Mailbox.NewMessage(
                    Content.of(new byte[] {'x', '\r', '\n'}), Flags.NONE, Optional.empty(), Optional.empty(), true));
        }
    }

    private static MailEvent discarded(int number) {
        return new MailEvent.Discarded(new MailId("m" + number), BOB, "test");
    }

    private class Hearing implements MailObserver {
        @Override
        public void happened(MailEvent event) throws Exception {
            heard.add(((MailEvent.Discarded) event).id().value());
        }

        @Override
        public void changed(MailAddress account, MailboxName mailbox) {
            heard.add(account + " " + mailbox);
        }
    }
}
