package org.postrider.lucene;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Text search for all accounts, with an index for each that has ever searched. Thread-safe.
///
/// An account that never searches has no index and costs nothing. The first search reads the messages, and has them
/// indexed meanwhile; from then on the index follows the store, in the background, one mailbox after another.
public final class LuceneSearchIndex implements SearchIndex, Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LuceneSearchIndex.class);
    private static final long FOLLOW_MILLIS = 200;

    private final LuceneConfig config;
    private final MailStore store;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("search-index").factory());
    /// Taken for writing while an index is closed, for reading while one is used.
    private final ReentrantReadWriteLock closing = new ReentrantReadWriteLock();
    /// Guarded by itself.
    private final Map<MailAddress, AccountIndex> open = new LinkedHashMap<>();
    /// Guarded by itself. What has changed and is not yet indexed; bounded by the number of mailboxes.
    private final Set<Changed> changed = new LinkedHashSet<>();

    private @Nullable AutoCloseable watch;
    private volatile boolean stopping;

    public LuceneSearchIndex(LuceneConfig config, MailStore store) {
        this.config = config;
        this.store = store;
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(config.root());
        watch = store.watch(this::noteChange);
        var _ = worker.scheduleWithFixedDelay(this::follow, FOLLOW_MILLIS, FOLLOW_MILLIS, TimeUnit.MILLISECONDS);
        long commit = config.commitInterval().toMillis();
        var _ = worker.scheduleWithFixedDelay(this::commit, commit, commit, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        stopping = true;
        try {
            if (watch != null) {
                watch.close();
            }
        } catch (Exception e) {
            LOG.warn("the store does not let go of the index: {}", e.toString());
        }
        worker.close();
        closeSome(0);
    }

    @Override
    public BitSet search(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among)
            throws IOException {
        BitSet unknown = new BitSet();
        BitSet found;
        closing.readLock().lock();
        try {
            found = index(account).search(mailbox, view, key, among, unknown);
        } finally {
            closing.readLock().unlock();
        }
        if (!unknown.isEmpty()) {
            note(new Changed(account, mailbox.name()));
            scan(mailbox, view, key, unknown, found);
        }
        return found;
    }

    private static void scan(Mailbox mailbox, MailboxView view, TextKey key, BitSet positions, BitSet found)
            throws IOException {
        for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
            try {
                found.set(i, MessageText.of(mailbox.content(view.uid(i))).matches(key));
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.NOT_FOUND) {
                    throw e;
                }
            }
        }
    }

    private void noteChange(MailAddress account, MailboxName mailbox) {
        if (isOpen(account) || Files.isDirectory(folder(account))) {
            note(new Changed(account, mailbox));
        }
    }

    private boolean isOpen(MailAddress account) {
        synchronized (open) {
            return open.containsKey(account);
        }
    }

    private void note(Changed change) {
        synchronized (changed) {
            changed.add(change);
        }
    }

    private void follow() {
        List<Changed> due;
        synchronized (changed) {
            due = List.copyOf(changed);
            changed.clear();
        }
        for (Changed change : due) {
            if (stopping) {
                return;
            }
            update(change);
        }
        closeSome(config.openMax());
    }

    private void update(Changed change) {
        closing.readLock().lock();
        try (Mailbox mailbox = store.account(change.account()).open(change.mailbox())) {
            index(change.account()).update(mailbox);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                LOG.warn("{} of {} cannot be indexed: {}", change.mailbox(), change.account(), e.getMessage());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("{} of {} cannot be indexed; searches read the messages", change.mailbox(), change.account(), e);
        } finally {
            closing.readLock().unlock();
        }
    }

    private void commit() {
        closing.readLock().lock();
        try {
            for (Map.Entry<MailAddress, AccountIndex> each : indexes().entrySet()) {
                try {
                    each.getValue().commit();
                } catch (IOException | RuntimeException e) {
                    LOG.error("the index of {} cannot be written", each.getKey(), e);
                }
            }
        } finally {
            closing.readLock().unlock();
        }
    }

    private Map<MailAddress, AccountIndex> indexes() {
        synchronized (open) {
            return Map.copyOf(open);
        }
    }

    private AccountIndex index(MailAddress account) throws IOException {
        synchronized (open) {
            AccountIndex known = open.get(account);
            if (known == null) {
                known = AccountIndex.open(folder(account), config);
                open.put(account, known);
            }
            return known;
        }
    }

    private void closeSome(int keep) {
        if (indexes().size() <= keep) {
            return;
        }
        closing.writeLock().lock();
        try {
            List<Map.Entry<MailAddress, AccountIndex>> oldest = indexes().entrySet().stream()
                    .sorted((one, other) -> Long.compare(
                            one.getValue().lastUsed(), other.getValue().lastUsed()))
                    .toList();
            for (Map.Entry<MailAddress, AccountIndex> each : oldest.subList(0, oldest.size() - keep)) {
                synchronized (open) {
                    open.remove(each.getKey());
                }
                each.getValue().close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("an index cannot be closed", e);
        } finally {
            closing.writeLock().unlock();
        }
    }

    private Path folder(MailAddress account) {
        return config.root().resolve(escape(account.domain().name())).resolve(escape(account.localPart()));
    }

    private static String escape(String name) {
        StringBuilder out = new StringBuilder();
        for (byte octet : name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean safe = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
            out.append(safe && !(c == '.' && out.isEmpty()) ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return out.toString();
    }

    private record Changed(MailAddress account, MailboxName mailbox) {}
}
