package org.postrider.mailboxes;

import java.io.IOException;

/// A task cannot be done; the message says why and what to do.
public final class TaskRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public TaskRefusedException(String message) {
        super(message);
    }

    public TaskRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
