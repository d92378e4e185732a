package org.postrider.lucene;

import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;

/// What has changed and is not yet indexed. Thread-safe.
///
/// Changes gather: an account's turn comes when nothing more has changed in it for a while, or when it has waited long,
/// because a thousand messages at once cost a tenth of a thousand times one. Whoever searches meanwhile is given a turn
/// at once.
///
/// Bounded: where too much waits, something is forgotten. The next search of that mailbox finds it missing.
final class Backlog {
    private static final int ACCOUNTS_MAX = 100_000;
    // Beyond this, all mailboxes of the account are looked at.
    private static final int MAILBOXES_MAX = 100;

    private final long quietNanos;
    private final long patienceNanos;

    // All guarded by this object.
    private final Map<MailAddress, Waiting> waiting = new LinkedHashMap<>();
    private final Set<MailAddress> busy = new HashSet<>();

    /// @param quiet for so long nothing changes in an account before its turn comes
    /// @param patience so long it waits where something changes all the time
    Backlog(Duration quiet, Duration patience) {
        this.quietNanos = quiet.toNanos();
        this.patienceNanos = patience.toNanos();
    }

    /// Something has changed.
    ///
    /// @param now [System#nanoTime()]
    synchronized void add(MailAddress account, MailboxName mailbox, long now) {
        waiting(account, now).ifPresent(found -> found.add(mailbox, now));
    }

    /// Somebody waits for it.
    synchronized void addUrgent(MailAddress account, MailboxName mailbox, long now) {
        waiting(account, now).ifPresent(found -> {
            found.add(mailbox, now);
            found.urgent = true;
        });
    }

    /// All mailboxes of the account.
    synchronized void addAll(MailAddress account, long now) {
        waiting(account, now).ifPresent(found -> found.all = true);
    }

    private Optional<Waiting> waiting(MailAddress account, long now) {
        if (waiting.size() >= ACCOUNTS_MAX && !waiting.containsKey(account)) {
            return Optional.empty();
        }
        return Optional.of(waiting.computeIfAbsent(account, _ -> new Waiting(now)));
    }

    /// What waits longest of that whose turn has come, of an account on which nobody works; whoever takes it says when
    /// it
    /// is [#done].
    synchronized Optional<Work> take(long now) {
        for (Iterator<Map.Entry<MailAddress, Waiting>> each = waiting.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<MailAddress, Waiting> next = each.next();
            if (isDue(next.getValue(), now) && busy.add(next.getKey())) {
                each.remove();
                return Optional.of(new Work(next.getKey(), next.getValue().mailboxes, next.getValue().all));
            }
        }
        return Optional.empty();
    }

    synchronized void done(MailAddress account) {
        busy.remove(account);
        notifyAll();
    }

    /// Waits until nobody works on the account, and takes its place; who does so says when it is [#done].
    synchronized void claim(MailAddress account) {
        boolean interrupted = false;
        while (!busy.add(account)) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// What waits of an account that the caller has claimed.
    synchronized Optional<Work> takeClaimed(MailAddress account) {
        return Optional.ofNullable(waiting.remove(account)).map(found -> new Work(account, found.mailboxes, found.all));
    }

    /// Nothing waits and nobody works.
    synchronized boolean isEmpty() {
        return waiting.isEmpty() && busy.isEmpty();
    }

    private boolean isDue(Waiting account, long now) {
        return account.urgent || now - account.last >= quietNanos || now - account.first >= patienceNanos;
    }

    private static final class Waiting {
        private final Set<MailboxName> mailboxes = new HashSet<>();
        private final long first;
        private long last;
        private boolean all;
        private boolean urgent;

        Waiting(long now) {
            this.first = now;
            this.last = now;
        }

        void add(MailboxName mailbox, long now) {
            last = now;
            mailboxes.add(mailbox);
            if (mailboxes.size() > MAILBOXES_MAX) {
                mailboxes.clear();
                all = true;
            }
        }
    }

    /// @param mailboxes that changed
    /// @param all any may have changed, or is gone
    record Work(MailAddress account, Set<MailboxName> mailboxes, boolean all) {
        Work {
            mailboxes = Set.copyOf(mailboxes);
        }
    }
}
