package org.postrider.mailets.header;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that was fetched from another server's mailbox by a certain task: `match="FetchedFrom=old-account"`, that is
/// with
/// the header field `X-fetched-from: old-account`.
final class FetchedFrom implements MailMatcher {
    private final Config config;

    public FetchedFrom(Config config) {
        this.config = config;
    }

    /// @param task its name
    record Config(@Option(doc = "The name of the task.") String task) {}

    @Override
    public boolean matches(Mail mail) {
        return mail.message().headers().all("X-fetched-from").stream()
                .anyMatch(config.task().strip()::equalsIgnoreCase);
    }
}
