package org.postrider.pop3;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postrider.api.mail.MailAddress;

/// When each account logged in last, for LOGIN-DELAY (RFC 2449 §6.5). One for all listeners, thread-safe; a restart
/// forgets it.
@Singleton
public final class LoginDelays {
    /// Beyond that, who logged in first is forgotten first.
    private static final int ACCOUNTS_MAX = 100_000;

    // Guarded by this; in the order of the log-ins.
    private final Map<MailAddress, Instant> last = new LinkedHashMap<>();

    public LoginDelays() {}

    /// Notes a log-in, unless the last one was less than `delay` ago.
    ///
    /// @return false where it comes too early
    synchronized boolean allow(MailAddress account, Instant now, Duration delay) {
        if (delay.isZero()) {
            return true;
        }
        Instant before = last.get(account);
        if (before != null && now.isBefore(before.plus(delay))) {
            return false;
        }
        last.remove(account);
        last.put(account, now);
        if (last.size() > ACCOUNTS_MAX) {
            last.remove(last.keySet().iterator().next());
        }
        return true;
    }
}
