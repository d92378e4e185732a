package org.postrider.lucene;

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
/// Bounded: where too much waits, something is forgotten. The next search of that mailbox finds it missing.
final class Backlog {
    private static final int ACCOUNTS_MAX = 100_000;
    // Beyond this, all mailboxes of the account are looked at.
    private static final int MAILBOXES_MAX = 100;

    // All guarded by this object.
    private final Map<MailAddress, Waiting> waiting = new LinkedHashMap<>();
    private final Set<MailAddress> busy = new HashSet<>();

    synchronized void add(MailAddress account, MailboxName mailbox) {
        if (waiting.size() < ACCOUNTS_MAX || waiting.containsKey(account)) {
            waiting.computeIfAbsent(account, _ -> new Waiting()).add(mailbox);
        }
    }

    /// All mailboxes of the account.
    synchronized void addAll(MailAddress account) {
        if (waiting.size() < ACCOUNTS_MAX || waiting.containsKey(account)) {
            waiting.computeIfAbsent(account, _ -> new Waiting()).all = true;
        }
    }

    /// What waits longest, of an account on which nobody works; whoever takes it says when it is [#done].
    synchronized Optional<Work> take() {
        for (Iterator<Map.Entry<MailAddress, Waiting>> each = waiting.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<MailAddress, Waiting> next = each.next();
            if (busy.add(next.getKey())) {
                each.remove();
                return Optional.of(new Work(next.getKey(), next.getValue().mailboxes, next.getValue().all));
            }
        }
        return Optional.empty();
    }

    synchronized void done(MailAddress account) {
        busy.remove(account);
    }

    /// Nothing waits and nobody works.
    synchronized boolean isEmpty() {
        return waiting.isEmpty() && busy.isEmpty();
    }

    private static final class Waiting {
        private final Set<MailboxName> mailboxes = new HashSet<>();
        private boolean all;

        void add(MailboxName mailbox) {
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
