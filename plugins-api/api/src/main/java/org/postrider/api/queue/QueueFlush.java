package org.postrider.api.queue;

import org.postrider.api.mail.Domain;

/// Has mail tried at once that waits for a host which is there again: what ETRN asks for (RFC 1985). A service of the
/// kernel, for whoever names it in a constructor. Thread-safe.
public interface QueueFlush {
    /// Tries all mail for recipients in that domain now, before its time. Returns at once; the attempts follow, in
    /// the queue's own order and within its limits. What an administrator holds back, or its sender does
    /// (RFC 4865), stays.
    ///
    /// @param subdomains true: for recipients in domains below it too (the at sign of RFC 1985 §5.3)
    /// @return how many mails are tried because of it; 0 where none waits
    int flush(Domain domain, boolean subdomains);
}
