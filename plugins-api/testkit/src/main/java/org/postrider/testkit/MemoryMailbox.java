package org.postrider.testkit;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

/// A mailbox of [MemoryStore].
final class MemoryMailbox implements Mailbox {
    private static final int MESSAGE_OCTETS_MAX = 256 * 1024 * 1024;

    private final Object lock;
    private final String id;
    private final long uidValidity;
    private final InstantSource clock;
    private final Consumer<MailboxName> told;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    // All guarded by the lock.
    private final SortedMap<Long, Stored> messages = new TreeMap<>();
    private final Map<Long, Long> vanished = new HashMap<>();
    private final Map<DeliveryName, Long> deliveries = new HashMap<>();
    private MailboxName name;
    private long uidNext = 1;
    private long modSeq = 1;
    private boolean deleted;

    /// @param lock the store
    /// @param told hears of each change of messages
    MemoryMailbox(
            Object lock,
            MailboxName name,
            String id,
            long uidValidity,
            InstantSource clock,
            Consumer<MailboxName> told) {
        this.lock = lock;
        this.name = name;
        this.id = id;
        this.uidValidity = uidValidity;
        this.clock = clock;
        this.told = told;
    }

    @Override
    public MailboxName name() {
        synchronized (lock) {
            return name;
        }
    }

    void rename(MailboxName other) {
        name = other;
    }

    void delete() {
        deleted = true;
        messages.clear();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public MailboxView view() throws StoreException {
        synchronized (lock) {
            checkPresent();
            return new View(uidValidity, uidNext, modSeq, List.copyOf(messages.values()));
        }
    }

    private void checkPresent() throws StoreException {
        if (deleted) {
            throw new StoreException(StoreException.Kind.NOT_FOUND, "the mailbox was deleted");
        }
    }

    @Override
    public Changes changesSince(long since) {
        synchronized (lock) {
            long[] changed = messages.values().stream()
                    .filter(message -> message.modSeq > since)
                    .mapToLong(Stored::uid)
                    .toArray();
            long[] gone = vanished.entrySet().stream()
                    .filter(entry -> entry.getValue() > since)
                    .mapToLong(Map.Entry::getKey)
                    .toArray();
            return new Changes(UidSet.of(changed), UidSet.of(gone), modSeq);
        }
    }

    @Override
    public Appended append(NewMessage message) throws StoreException {
        return appendAll(List.of(message)).getFirst();
    }

    private static byte[] octets(NewMessage message) throws StoreException {
        try {
            return message.content().readAll(MESSAGE_OCTETS_MAX);
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.TEMPORARY, "the message cannot be read", e);
        }
    }

    private Appended add(NewMessage message, byte[] octets) {
        Optional<Long> before = message.delivery().map(deliveries::get);
        if (before.isPresent()) {
            return new Appended(uidValidity, messages.containsKey(before.get()) ? before.get() : 0, false);
        }
        long uid = uidNext++;
        Instant date = message.internalDate().orElseGet(clock::instant);
        messages.put(uid, new Stored(uid, Content.of(octets), message.flags(), date, now(), ++modSeq));
        message.delivery().ifPresent(delivery -> deliveries.put(delivery, uid));
        return new Appended(uidValidity, uid, true);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public List<Appended> appendAll(List<NewMessage> all) throws StoreException {
        List<byte[]> octets = new ArrayList<>();
        for (NewMessage each : all) {
            octets.add(octets(each));
        }
        List<Appended> appended = new ArrayList<>();
        synchronized (lock) {
            checkPresent();
            for (int i = 0; i < all.size(); i++) {
                appended.add(add(all.get(i), octets.get(i)));
            }
        }
        tell();
        return appended;
    }

    @Override
    public StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        UidSet.Builder changed = new UidSet.Builder();
        UidSet.Builder modified = new UidSet.Builder();
        long highest;
        synchronized (lock) {
            checkPresent();
            long next = modSeq + 1;
            for (Stored message : List.copyOf(messages.values())) {
                if (!uids.contains(message.uid)) {
                    continue;
                }
                if (message.modSeq > unchangedSince) {
                    modified.add(message.uid);
                    continue;
                }
                changed.add(message.uid);
                Flags flags = change.appliedTo(message.flags);
                if (!flags.equals(message.flags)) {
                    modSeq = next;
                    messages.put(
                            message.uid,
                            new Stored(
                                    message.uid, message.content, flags, message.internalDate, message.saveDate, next));
                }
            }
            highest = modSeq;
        }
        tell();
        return new StoreResult(changed.build(), modified.build(), highest);
    }

    @Override
    public CopyResult copy(UidSet uids, Mailbox target) throws StoreException {
        List<Long> sources = new ArrayList<>();
        List<Long> copies = new ArrayList<>();
        synchronized (lock) {
            checkPresent();
            for (Stored message : List.copyOf(messages.values())) {
                if (uids.contains(message.uid)) {
                    NewMessage copy = new NewMessage(
                            message.content, message.flags, Optional.of(message.internalDate), Optional.empty(), true);
                    sources.add(message.uid);
                    copies.add(target.append(copy).uid());
                }
            }
        }
        return new CopyResult(((MemoryMailbox) target).uidValidity, sources, copies);
    }

    @Override
    public CopyResult move(UidSet uids, Mailbox target) throws StoreException {
        CopyResult moved = copy(uids, target);
        expunge(UidSet.of(moved.sources().stream().mapToLong(uid -> uid).toArray()));
        return moved;
    }

    @Override
    public UidSet expunge(UidSet uids) throws StoreException {
        UidSet.Builder gone = new UidSet.Builder();
        synchronized (lock) {
            checkPresent();
            for (Long uid : List.copyOf(messages.keySet())) {
                if (uids.contains(uid)) {
                    messages.remove(uid);
                    vanished.put(uid, ++modSeq);
                    gone.add(uid);
                }
            }
        }
        tell();
        return gone.build();
    }

    @Override
    public Content content(long uid) throws StoreException {
        synchronized (lock) {
            Stored message = messages.get(uid);
            if (message == null) {
                throw new StoreException(StoreException.Kind.NOT_FOUND, "the message is gone");
            }
            return message.content;
        }
    }

    @Override
    public byte[] derived(long uid, DerivedField field) throws StoreException {
        try {
            return field.derive(content(uid));
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.TEMPORARY, "the message cannot be read", e);
        }
    }

    @Override
    public Watch watch(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell() {
        told.accept(name());
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() {}

    private record Stored(
            long uid, Content content, Flags flags, Instant internalDate, Instant saveDate, long modSeq) {}

    private record View(long uidValidity, long uidNext, long highestModSeq, List<Stored> messages)
            implements MailboxView {
        @Override
        public int count() {
            return messages.size();
        }

        @Override
        public long uid(int position) {
            return messages.get(position).uid;
        }

        @Override
        public int position(long uid) {
            int low = 0;
            int high = messages.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = Long.compare(messages.get(middle).uid, uid);
                if (order == 0) {
                    return middle;
                }
                low = order < 0 ? middle + 1 : low;
                high = order < 0 ? high : middle - 1;
            }
            return -low - 1;
        }

        @Override
        public Flags flags(int position) {
            return messages.get(position).flags;
        }

        @Override
        public long modSeq(int position) {
            return messages.get(position).modSeq;
        }

        @Override
        public long size(int position) {
            return messages.get(position).content.size();
        }

        @Override
        public Instant internalDate(int position) {
            return messages.get(position).internalDate;
        }

        @Override
        public Instant saveDate(int position) {
            return messages.get(position).saveDate;
        }

        @Override
        public int unseen() {
            return (int) messages.stream()
                    .filter(message -> !message.flags.has(SystemFlag.SEEN))
                    .count();
        }
    }
}
