package org.postrider.api.event;

/// Takes the events of mails and sessions; each becomes one line of log.
public interface EventLog {
    /// Never blocks for long and never throws.
    void record(MailEvent event);
}
