package org.postrider.kernel.pipeline;

import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;

/// Is told of the ways that mails took.
public interface WayLog {
    /// Nobody asks for it.
    WayLog NONE = new WayLog() {
        @Override
        public boolean wantsSteps() {
            return false;
        }

        @Override
        public void processed(Mail mail, List<WayStep> steps) {}

        @Override
        public void queued(MailId id, Fate.Relayed fate) {}
    };

    /// Whether the steps are wanted, or only that the pipeline has run.
    boolean wantsSteps();

    /// The pipeline has run, and what came of it is settled. Never blocks for long and never throws.
    ///
    /// @param mail as it was before
    void processed(Mail mail, List<WayStep> steps);

    /// Some recipients' mail waits for another host, as `id`. Never blocks for long and never throws.
    void queued(MailId id, Fate.Relayed fate);
}
