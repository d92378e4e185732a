package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.FlagChange.Mode;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.UidSet;

/// Watches, and many sessions at the same time.
abstract class ConcurrencyContract extends FolderContract {
    @Test
    void aWatchHearsOfEachChangeAfterIt() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = inbox()) {
            AtomicInteger heard = new AtomicInteger();
            List<Integer> seen = new ArrayList<>();
            Mailbox.Watch watch = inbox.watch(() -> {
                heard.incrementAndGet();
                seen.add(count(other));
            });
            other.append(message("one"));
            assertThat(seen).endsWith(1);
            int before = heard.get();
            store(other, UidSet.ALL, Mode.ADD, SEEN);
            assertThat(heard.get()).isGreaterThan(before);
            other.expunge(UidSet.ALL);
            assertThat(seen).endsWith(0);
            watch.close();
            int after = heard.get();
            other.append(message("two"));
            assertThat(heard).hasValue(after);
        }
    }

    @Test
    void endingOneWatchLeavesTheOther() throws Exception {
        try (Mailbox inbox = inbox()) {
            AtomicInteger heard = new AtomicInteger();
            Runnable listener = heard::incrementAndGet;
            Mailbox.Watch one = inbox.watch(listener);
            Mailbox.Watch two = inbox.watch(listener);
            one.close();
            one.close();
            inbox.append(message("x"));
            assertThat(heard).hasValue(1);
            two.close();
        }
    }

    @Test
    void aListenerThatFailsHarmsNobody() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox.Watch _ = inbox.watch(() -> {
                    throw new IllegalStateException("a listener of the contract, which fails");
                })) {
            assertThat(inbox.append(message("x")).added()).isTrue();
        }
    }

    @Test
    void aWatchMayUseTheStore() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            AtomicInteger moved = new AtomicInteger();
            try (Mailbox.Watch _ = inbox.watch(() -> moved.addAndGet(moveAll(inbox, other)))) {
                inbox.append(message("x"));
            }
            assertThat(moved).hasValue(1);
            assertThat(other.view().count()).isEqualTo(1);
        }
    }

    @Test
    void theStoresListenersHearOfAddedAndRemovedMessages() throws Exception {
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        try (AutoCloseable _ = store().watch((account, mailbox) -> heard.add(account + " " + mailbox));
                Mailbox other = made("Other");
                Mailbox inbox = inbox()) {
            heard.clear();
            inbox.append(message("x"));
            assertThat(heard).contains("bob@example.test INBOX");
            heard.clear();
            inbox.move(UidSet.ALL, other);
            assertThat(heard).contains("bob@example.test INBOX", "bob@example.test Other");
            heard.clear();
            other.expunge(UidSet.ALL);
            assertThat(heard).contains("bob@example.test Other");
        }
        heard.clear();
        try (Mailbox inbox = inbox()) {
            inbox.append(message("unheard"));
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void sessionsShareOneMailbox() throws Exception {
        try (Mailbox two = inbox()) {
            try (Mailbox one = inbox()) {
                one.append(message("x"));
                assertThat(two.view().count()).isEqualTo(1);
            }
            assertThat(two.append(message("y")).uid()).isEqualTo(2);
        }
    }

    @Test
    void deliveriesAtTheSameTimeAllArrive() throws Exception {
        int threads = 8;
        int each = 40;
        List<Callable<List<Long>>> tasks = IntStream.range(0, threads)
                .<Callable<List<Long>>>mapToObj(t -> () -> {
                    try (Mailbox inbox = inbox()) {
                        List<Long> uids = new ArrayList<>();
                        for (int i = 0; i < each; i++) {
                            uids.add(inbox.append(delivery("m" + t + "-" + i, BOB, t + " " + i))
                                    .uid());
                        }
                        return uids;
                    }
                })
                .toList();
        List<Long> given =
                Concurrently.run(tasks).stream().flatMap(List::stream).sorted().toList();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).isEqualTo(given).doesNotHaveDuplicates().hasSize(threads * each);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).isEqualTo(given);
        }
    }

    @Test
    void oneDeliveryMadeAtTheSameTimeArrivesOnce() throws Exception {
        List<Callable<Mailbox.Appended>> tasks = IntStream.range(0, 16)
                .<Callable<Mailbox.Appended>>mapToObj(_ -> () -> {
                    try (Mailbox inbox = inbox()) {
                        return inbox.append(delivery("the-same", BOB, "x"));
                    }
                })
                .toList();
        List<Mailbox.Appended> results = Concurrently.run(tasks);
        assertThat(results).filteredOn(Mailbox.Appended::added).hasSize(1);
        assertThat(results.stream().map(Mailbox.Appended::uid).distinct()).hasSize(1);
    }

    /// Each thread appends, flags and expunges messages of its own, in mailboxes that all use, and looks at all.
    @Test
    void sessionsAtTheSameTimeSeeOneTruth() throws Exception {
        long seed = System.nanoTime();
        Map<Long, Flags> expected = new ConcurrentHashMap<>();
        List<Callable<Integer>> tasks = IntStream.range(0, 6)
                .<Callable<Integer>>mapToObj(t -> () -> session(new Random(seed + t), t, expected))
                .toList();
        Concurrently.run(tasks);
        try (Mailbox inbox = inbox()) {
            assertModel(inbox, expected, seed);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertModel(inbox, expected, seed);
        }
    }

    private int session(Random random, int thread, Map<Long, Flags> expected) throws Exception {
        List<Long> mine = new ArrayList<>();
        try (Mailbox inbox = inbox()) {
            long known = inbox.view().highestModSeq();
            for (int i = 0; i < 150; i++) {
                int action = mine.isEmpty() ? 0 : random.nextInt(4);
                if (action <= 1) {
                    long uid = inbox.append(message(thread + " " + i, SEEN)).uid();
                    expected.put(uid, SEEN);
                    mine.add(uid);
                } else if (action == 2) {
                    long uid = mine.get(random.nextInt(mine.size()));
                    Flags flags = random.nextBoolean() ? FLAGGED : keywords("k" + random.nextInt(30));
                    store(inbox, UidSet.of(uid), Mode.SET, flags);
                    expected.put(uid, flags);
                } else {
                    long uid = mine.remove(random.nextInt(mine.size()));
                    assertThat(inbox.expunge(UidSet.of(uid))).isEqualTo(UidSet.of(uid));
                    expected.remove(uid);
                }
                Mailbox.Changes changes = inbox.changesSince(known);
                // Setting what is set already is no change.
                assertThat(changes.highestModSeq()).isGreaterThanOrEqualTo(known);
                known = changes.highestModSeq();
                assertThat(uids(inbox)).isSorted().containsAll(mine);
            }
        }
        return mine.size();
    }

    private static void assertModel(Mailbox mailbox, Map<Long, Flags> expected, long seed) throws Exception {
        MailboxView view = mailbox.view();
        assertThat(uids(view)).as("UIDs with seed %d", seed).containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (int i = 0; i < view.count(); i++) {
            assertThat(view.flags(i)).as("UID %d, seed %d", view.uid(i), seed).isEqualTo(expected.get(view.uid(i)));
            assertThat(mailbox.content(view.uid(i)).readAll(10_000)).hasSize((int) view.size(i));
        }
    }

    /// RFC 7162's promise: what one knew, with the changes since, is what is there.
    @Test
    void changesLeadFromEachEarlierViewToTheLater() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            fill(other, 3);
            for (int round = 0; round < 60; round++) {
                MailboxView before = inbox.view();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    randomChange(random, inbox, other);
                }
                Mailbox.Changes changes = inbox.changesSince(before.highestModSeq());
                MailboxView after = inbox.view();
                List<Long> expected = new ArrayList<>(uids(before));
                expected.removeIf(uid -> changes.vanished().contains(uid));
                changes.changed().stream()
                        .filter(uid -> !expected.contains(uid))
                        .forEach(expected::add);
                assertThat(expected).as("round %d, seed %d", round, seed).isEqualTo(uids(after));
                for (long uid : uids(after)) {
                    if (!changes.changed().contains(uid)) {
                        assertThat(after.flags(after.position(uid))).isEqualTo(before.flags(before.position(uid)));
                    }
                }
            }
        }
    }

    private static void randomChange(Random random, Mailbox inbox, Mailbox other) throws Exception {
        long uid = 1 + random.nextLong(inbox.view().uidNext());
        UidSet some = UidSet.range(uid, uid + random.nextInt(5));
        switch (random.nextInt(6)) {
            case 0 -> inbox.expunge(some);
            case 1 -> store(inbox, some, Mode.ADD, random.nextBoolean() ? SEEN : keywords("x"));
            case 2 -> store(inbox, some, Mode.SET, Flags.NONE);
            case 3 -> other.copy(UidSet.ALL, inbox);
            case 4 -> inbox.move(some, random.nextBoolean() ? other : inbox);
            default -> inbox.append(message("x"));
        }
    }

    private static int count(Mailbox mailbox) {
        try {
            return mailbox.view().count();
        } catch (org.postrider.api.store.StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int moveAll(Mailbox from, Mailbox to) {
        try {
            return from.view().count() == 0
                    ? 0
                    : from.move(UidSet.ALL, to).copies().size();
        } catch (org.postrider.api.store.StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aMailboxCanBeDeletedWhileMailArrives() throws Exception {
        MailboxName name = MailboxName.of("busy");
        made("busy").close();
        Concurrently.run(
                () -> {
                    for (int i = 0; i < 20; i++) {
                        bob().delete(name);
                        bob().create(name, java.util.Optional.empty());
                    }
                    return 0;
                },
                () -> {
                    int count = 0;
                    for (int i = 0; i < 200; i++) {
                        count += deliveredOrGone(name) ? 1 : 0;
                    }
                    return count;
                });
        try (Mailbox mailbox = bob().open(name)) {
            mailbox.append(message("last"));
            assertThat(text(mailbox, uids(mailbox).getLast())).isEqualTo(octets("last"));
        }
    }

    private boolean deliveredOrGone(MailboxName name) throws Exception {
        try (Mailbox mailbox = bob().open(name)) {
            return mailbox.append(message("x")).added();
        } catch (org.postrider.api.store.StoreException e) {
            assertThat(e.kind()).isEqualTo(org.postrider.api.store.StoreException.Kind.NOT_FOUND);
            return false;
        }
    }
}
