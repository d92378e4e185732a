package org.postrider.kernel.history;

import java.util.List;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.ReversePath;
import org.postrider.kernel.pipeline.WayStep;

/// Something that happened and is not written yet.
sealed interface Noted {
    /// Milliseconds since 1970.
    long at();

    record Event(long at, MailEvent event) implements Noted {}

    record Processed(long at, MailId id, ReversePath from, List<WayStep> steps) implements Noted {}

    record Queued(long at, MailId id, List<MailAddress> to, String way) implements Noted {}
}
