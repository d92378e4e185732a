package org.postrider.smtp;

/// Whom a listener serves.
enum Role {
    /// Other servers (RFC 5321).
    RELAY,
    /// Users' mail programs (RFC 6409).
    SUBMISSION,
    /// Programs that hand over mail for mailboxes here (RFC 2033).
    LMTP
}
