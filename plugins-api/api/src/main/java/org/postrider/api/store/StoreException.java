package org.postrider.api.store;

import java.io.IOException;

/// The store could not do what was asked; the kind says why, the message is fit for the user.
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public enum Kind {
        /// No such mailbox or message (any more).
        NOT_FOUND,
        ALREADY_EXISTS,
        OVER_QUOTA,
        /// Not allowed in this state: INBOX cannot be deleted, a mailbox not moved below itself.
        CONFLICT,
        /// The user has not the right to do this (RFC 4314).
        NOT_PERMITTED,
        /// A name or a value the store cannot hold.
        INVALID,
        /// Works later: disk full, too many open files.
        TEMPORARY,
        /// What is on the disk cannot be read.
        DAMAGED
    }
}
