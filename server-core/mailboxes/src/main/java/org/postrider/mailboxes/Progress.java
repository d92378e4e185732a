package org.postrider.mailboxes;

/// Hears how far a task is.
@FunctionalInterface
public interface Progress {
    /// Called after each message, or each few.
    ///
    /// @param mailbox which is worked on
    /// @param done messages so far, of all mailboxes
    /// @param total how many there will be; 0 where that is not known yet
    /// @throws TaskCancelledException where nobody wants the task any more
    void tell(String mailbox, long done, long total) throws TaskCancelledException;
}
