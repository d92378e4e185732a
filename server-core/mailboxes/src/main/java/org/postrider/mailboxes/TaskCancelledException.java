package org.postrider.mailboxes;

import java.io.IOException;

/// Nobody waits for the task any more; what it has done stays, and it can be begun again.
public final class TaskCancelledException extends IOException {
    private static final long serialVersionUID = 1L;

    public TaskCancelledException(String message, Throwable cause) {
        super(message, cause);
    }
}
