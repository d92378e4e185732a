package org.postrider.api.store;

import java.io.IOException;

/// Hears how far a task is that goes through many messages.
@FunctionalInterface
public interface TaskProgress {
    /// One more message is done. Called outside all locks, by the thread that works.
    ///
    /// @throws IOException where nobody wants the task any more; it ends with this, and can be begun again
    void messageDone() throws IOException;
}
