package org.postrider.lucene;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.search.Ranking;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.TaskProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Text search for all accounts, with an index for each whose mail somebody reads here. Thread-safe.
///
/// An account that only receives, or is read by POP3, has no index and costs nothing. From the first time that a
/// mailbox
/// is opened to be searched or read ([#prepare]) the index follows the store, in the background, on threads that leave
/// the
/// processor to others. A search reads what is not indexed yet.
public final class LuceneSearchIndex implements SearchIndex, Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LuceneSearchIndex.class);
    // How often it is looked for accounts whose turn has come.
    private static final Duration FOLLOW = Duration.ofMillis(200);
    private static final int QUIET_FOLLOWS = 4;
    private static final int PATIENCE_FOLLOWS = 50;
    private static final int SEARCHES_PER_PROCESSOR = 4;

    private final LuceneConfig config;
    private final MailStore store;
    private final Duration follow;
    private final OpenIndexes indexes;
    private final Backlog backlog;
    private final Indexer indexer;
    private final ScheduledExecutorService background;
    // Searches need a processor, and files that are mapped stop it where it waits for the disk.
    private final Semaphore searching =
            new Semaphore(SEARCHES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());

    private AutoCloseable watch = () -> {};

    public LuceneSearchIndex(LuceneConfig config, MailStore store) {
        this(config, store, FOLLOW);
    }

    LuceneSearchIndex(LuceneConfig config, MailStore store, Duration follow) {
        this.config = config;
        this.store = store;
        this.follow = follow;
        this.backlog = new Backlog(follow.multipliedBy(QUIET_FOLLOWS), follow.multipliedBy(PATIENCE_FOLLOWS));
        this.indexes = new OpenIndexes(config);
        this.indexer = new Indexer(store, backlog, config.textMax());
        this.background = Executors.newScheduledThreadPool(config.threads(), LowPriority.threads("search-index-"));
    }

    @Override
    public void prepare(MailAddress account) {
        // One that is there from before is opened and read through before somebody waits for it.
        if (!indexes.isReady(account)) {
            backlog.addAll(account, System.nanoTime());
        }
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(config.root());
        if (!Files.isWritable(config.root())) {
            throw new IOException(config.root() + " cannot be written; give it to the user the server runs as");
        }
        watch = store.watch(this::noteChange);
        for (int i = 0; i < config.threads(); i++) {
            every(follow.toMillis(), this::follow);
        }
        every(config.commitInterval().toMillis(), indexes::commit);
    }

    private void every(long millis, Runnable work) {
        var _ = background.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        // The timer would never call again.
                        LOG.error("indexing failed; searches read the messages", e);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        try {
            watch.close();
        } catch (Exception e) {
            LOG.warn("the store does not let go of the search index: {}", e.toString());
        }
        indexer.stop();
        background.shutdown();
        awaitEnd();
        indexes.closeAllBut(0);
    }

    // An interrupt must not reach a thread inside Lucene.
    private void awaitEnd() {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = background.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public BitSet search(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among)
            throws IOException {
        searching.acquireUninterruptibly();
        try {
            BitSet found = new BitSet();
            BitSet rest = askIndex(account, mailbox, view, key, among, found);
            scan(mailbox, view, key, rest, found);
            return found;
        } finally {
            searching.release();
        }
    }

    @Override
    public Ranking like(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among)
            throws IOException {
        BitSet exact = search(account, mailbox, view, key, among);
        searching.acquireUninterruptibly();
        try {
            LikeSearch like = new LikeSearch(mailbox, view, key, config.textMax());
            like.read(askIndex(account, like, among));
            return like.with(exact);
        } finally {
            searching.release();
        }
    }

    // Gives those that the index does not know.
    private BitSet askIndex(MailAddress account, LikeSearch like, BitSet among) {
        Optional<OpenIndexes.Lease> lease = among.isEmpty() ? Optional.empty() : indexes.lease(account);
        if (lease.isEmpty()) {
            return among;
        }
        try (OpenIndexes.Lease held = lease.get()) {
            try {
                return like.ask(held.index(), among);
            } catch (IOException | RuntimeException e) {
                held.failed(e);
                return among;
            }
        }
    }

    // Gives those that the index cannot decide.
    private BitSet askIndex(
            MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among, BitSet found) {
        Optional<OpenIndexes.Lease> lease = among.isEmpty() ? Optional.empty() : indexes.lease(account);
        if (lease.isEmpty()) {
            return among;
        }
        try (OpenIndexes.Lease held = lease.get()) {
            if (!held.isChecked()) {
                backlog.addAll(account, System.nanoTime());
            }
            try {
                String name = Fields.mailbox(mailbox.id(), view.uidValidity());
                AccountIndex.Answer answer = held.index().search(name, view, key, among);
                if (!answer.unknown().isEmpty()) {
                    backlog.addUrgent(account, mailbox.name(), System.nanoTime());
                }
                found.or(answer.found());
                answer.unknown().or(answer.unsure());
                return answer.unknown();
            } catch (IOException | RuntimeException e) {
                held.failed(e);
                return among;
            }
        }
    }

    private static void scan(Mailbox mailbox, MailboxView view, TextKey key, BitSet positions, BitSet found)
            throws IOException {
        MessageScan scan = new MessageScan(key);
        for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
            try {
                found.set(i, scan.matches(mailbox.content(view.uid(i))));
            } catch (StoreException e) {
                switch (e.kind()) {
                    case NOT_FOUND -> {
                        // Expunged since the view was made.
                    }
                    case DAMAGED ->
                        LOG.warn(
                                "a message of {} cannot be read, and is not found: {}", mailbox.name(), e.getMessage());
                    default -> throw e;
                }
            }
        }
    }

    @Override
    public long rebuild(MailAddress account, TaskProgress progress) throws IOException {
        if (!indexes.has(account)) {
            return 0;
        }
        backlog.claim(account);
        try {
            indexes.renew(account);
            return new Rebuild(account, indexes, backlog, indexer).run(progress);
        } finally {
            // What is left to do, where it was ended early.
            if (!indexes.isReady(account)) {
                backlog.addAll(account, System.nanoTime());
            }
            backlog.done(account);
        }
    }

    private void noteChange(MailAddress account, MailboxName mailbox) {
        if (indexes.has(account)) {
            backlog.add(account, mailbox, System.nanoTime());
        }
    }

    /// Nothing is left to index.
    boolean isUpToDate() {
        return backlog.isEmpty();
    }

    private void follow() {
        for (Optional<Backlog.Work> work = take(); work.isPresent(); work = take()) {
            try {
                follow(work.get());
            } finally {
                backlog.done(work.get().account());
            }
        }
        indexes.closeAllBut(config.openMax());
    }

    private Optional<Backlog.Work> take() {
        return backlog.take(System.nanoTime());
    }

    private void follow(Backlog.Work work) {
        Optional<OpenIndexes.Lease> lease = indexes.lease(work.account());
        if (lease.isEmpty()) {
            return;
        }
        try (OpenIndexes.Lease held = lease.get()) {
            try {
                if (held.isChecked()) {
                    indexer.index(work, held.index());
                } else {
                    held.checked();
                    indexer.index(new Backlog.Work(work.account(), work.mailboxes(), true), held.index());
                }
            } catch (StoreException e) {
                LOG.warn("{} cannot be indexed, searches read the messages: {}", work.account(), e.getMessage());
            } catch (IOException | RuntimeException e) {
                held.failed(e);
            }
        }
    }
}
