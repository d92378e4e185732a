package org.postrider.pop3;

import org.postrider.api.store.StoreException;

/// A command is answered with `-ERR` and this message, and the session goes on.
final class CommandRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean senseless;

    /// The client's mistake, which counts against it.
    CommandRefusedException(String message) {
        this(message, true);
    }

    private CommandRefusedException(String message, boolean senseless) {
        super(message);
        this.senseless = senseless;
    }

    /// A command that makes sense and cannot be done.
    static CommandRefusedException cannot(String message) {
        return new CommandRefusedException(message, false);
    }

    /// The one place where the store's failures become replies (RFC 2449 §8, RFC 3206 §4).
    static CommandRefusedException of(StoreException failure) {
        return cannot(
                switch (failure.kind()) {
                    case NOT_FOUND -> "it is not there any more";
                    case TEMPORARY -> "[SYS/TEMP] the mailbox cannot be used now";
                    case DAMAGED -> "[SYS/PERM] the mailbox is damaged; ask your administrator";
                    case ALREADY_EXISTS, OVER_QUOTA, CONFLICT, NOT_PERMITTED, INVALID ->
                        "[SYS/PERM] " + failure.getMessage();
                });
    }

    boolean senseless() {
        return senseless;
    }
}
