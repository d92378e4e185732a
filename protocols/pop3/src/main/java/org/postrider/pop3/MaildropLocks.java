package org.postrider.pop3;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;

/// Which maildrops have a session that wants no other beside it (RFC 1939 §4). One for all listeners, thread-safe.
@Singleton
public final class MaildropLocks {
    private final Set<Maildrop> held = ConcurrentHashMap.newKeySet();

    public MaildropLocks() {}

    /// @return gives the lock back; empty where somebody else has it
    Optional<Held> tryLock(MailAddress account, MailboxName mailbox) {
        Maildrop wanted = new Maildrop(account, mailbox);
        return held.add(wanted) ? Optional.of(() -> held.remove(wanted)) : Optional.empty();
    }

    private record Maildrop(MailAddress account, MailboxName mailbox) {}

    /// A lock that somebody has.
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
