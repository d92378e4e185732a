package org.postrider.lucene;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The accounts' indexes: opened when needed, closed when many are open, made anew when damaged. Thread-safe.
final class OpenIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(OpenIndexes.class);

    private final LuceneConfig config;
    // One for each account that searched since the server started.
    private final Map<MailAddress, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();

    OpenIndexes(LuceneConfig config) {
        this.config = config;
    }

    /// The account's index, which stays open until the lease is closed. Empty where there can be none now; the log says
    /// why.
    Optional<Lease> lease(MailAddress account) {
        return slots.computeIfAbsent(account, Slot::new).lease();
    }

    /// Throws away what the account's index holds.
    void renew(MailAddress account) throws IOException {
        slots.computeIfAbsent(account, Slot::new).renew();
    }

    /// True where the account's index was opened and compared with the store since the server started.
    boolean isReady(MailAddress account) {
        Slot slot = slots.get(account);
        return slot != null && slot.checked;
    }

    /// True where the account has an index.
    boolean has(MailAddress account) {
        return slots.containsKey(account) || Files.isDirectory(folder(account));
    }

    void commit() {
        slots.values().forEach(Slot::commit);
    }

    /// Closes those that were not used for long, where more than `keep` are open and not in use.
    void closeAllBut(int keep) {
        List<Slot> open = slots.values().stream()
                .filter(slot -> slot.open)
                .sorted(Comparator.comparingLong(slot -> slot.lastUse))
                .toList();
        open.stream().limit(Math.max(0, open.size() - keep)).forEach(Slot::close);
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

    private static boolean isDamage(Throwable failure) {
        return failure instanceof CorruptIndexException
                || failure instanceof IndexFormatTooOldException
                || failure instanceof IndexFormatTooNewException
                || failure instanceof EOFException
                || failure instanceof FileNotFoundException
                || failure instanceof NoSuchFileException
                // What is read of damaged files can fail as anything; a question that is too large tells nothing of
                // them.
                || (failure instanceof RuntimeException && !(failure instanceof IndexSearcher.TooManyClauses));
    }

    private final class Slot {
        private final MailAddress account;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition idle = lock.newCondition();
        private volatile long lastUse;
        private volatile boolean open;
        // The rest is guarded by the lock.
        private @Nullable AccountIndex index;
        private int leases;
        private boolean damaged;
        private boolean unusable;
        // All octets that other runs of the server left were read: from here on nobody else writes them.
        private boolean verified;
        // Not guarded: true when all that other runs of the server left was compared with the store.
        private volatile boolean checked;

        Slot(MailAddress account) {
            this.account = account;
        }

        Optional<Lease> lease() {
            lock.lock();
            try {
                lastUse = uses.incrementAndGet();
                AccountIndex ready = ready();
                if (ready == null) {
                    return Optional.empty();
                }
                leases++;
                return Optional.of(new Lease(this, ready));
            } catch (IOException | RuntimeException e) {
                if (!unusable) {
                    LOG.warn("{} has no search index, searches read the messages: {}", account, e.toString());
                }
                unusable = true;
                return Optional.empty();
            } finally {
                lock.unlock();
            }
        }

        // What is damaged is thrown away when nobody uses it any more.
        private @Nullable AccountIndex ready() throws IOException {
            AccountIndex ready = index;
            if (ready != null && (damaged || !ready.isOpen())) {
                if (leases > 0) {
                    return null;
                }
                index = null;
                open = false;
                ready.discard();
                ready = null;
            }
            if (ready == null) {
                ready = damaged ? anew() : opened();
                damaged = false;
                unusable = false;
                index = ready;
                open = true;
            }
            return ready;
        }

        private AccountIndex opened() throws IOException {
            Path folder = folder(account);
            Files.createDirectories(folder);
            try {
                return verified(folder);
            } catch (IOException | RuntimeException e) {
                if (!isDamage(e)) {
                    throw e;
                }
                LOG.warn("the search index of {} is made anew: {}", account, e.toString());
                return anew();
            }
        }

        // An octet that is not what was written could hide a message from a search, and nobody would notice.
        private AccountIndex verified(Path folder) throws IOException {
            AccountIndex opened = AccountIndex.open(folder, config.memory());
            try {
                if (!verified) {
                    opened.check();
                    verified = true;
                }
                return opened;
            } catch (IOException | RuntimeException e) {
                opened.discard();
                throw e;
            }
        }

        private AccountIndex anew() throws IOException {
            Path folder = folder(account);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            checked = false;
            return AccountIndex.open(folder, config.memory());
        }

        void renew() throws IOException {
            lock.lock();
            try {
                damaged = true;
                while (leases > 0) {
                    idle.awaitUninterruptibly();
                }
                // Another one may have had it made anew meanwhile.
                damaged = true;
                ready();
            } finally {
                lock.unlock();
            }
        }

        void release() {
            lock.lock();
            try {
                leases--;
                idle.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void failed(Throwable failure) {
            lock.lock();
            try {
                AccountIndex present = index;
                if (isDamage(failure) && present != null && present.isOpen()) {
                    LOG.warn("the search index of {} is damaged and is made anew", account, failure);
                    damaged = true;
                } else {
                    LOG.warn("the search index of {} failed: {}", account, failure.toString());
                }
            } finally {
                lock.unlock();
            }
        }

        void commit() {
            // One that is being closed commits by itself.
            if (!open || !lock.tryLock()) {
                return;
            }
            AccountIndex present;
            try {
                present = damaged ? null : index;
                leases += present == null ? 0 : 1;
            } finally {
                lock.unlock();
            }
            if (present != null) {
                try {
                    present.commit();
                } catch (IOException | RuntimeException e) {
                    failed(e);
                } finally {
                    release();
                }
            }
        }

        void close() {
            lock.lock();
            try {
                AccountIndex present = index;
                if (present != null && leases == 0) {
                    index = null;
                    open = false;
                    if (damaged) {
                        present.discard();
                    } else {
                        present.close();
                    }
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("the search index of {} could not be closed well: {}", account, e.toString());
            } finally {
                lock.unlock();
            }
        }
    }

    /// Keeps an index open.
    static final class Lease implements AutoCloseable {
        private final Slot slot;
        private final AccountIndex index;

        private Lease(Slot slot, AccountIndex index) {
            this.slot = slot;
            this.index = index;
        }

        AccountIndex index() {
            return index;
        }

        /// False until [#checked] was called since the server started, or since the index was made anew.
        boolean isChecked() {
            return slot.checked;
        }

        void checked() {
            slot.checked = true;
        }

        /// Says that the index failed: if it is damaged, it is made anew when it is needed next.
        void failed(Throwable failure) {
            slot.failed(failure);
        }

        @Override
        public void close() {
            slot.release();
        }
    }
}
