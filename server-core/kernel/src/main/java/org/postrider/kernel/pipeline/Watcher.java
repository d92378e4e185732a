package org.postrider.kernel.pipeline;

import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Outcome;

/// Is told of each step of a mail's way, on the thread that goes it.
interface Watcher {
    Watcher NOBODY = new Watcher() {
        @Override
        public void matched(Step step, Mail mail, List<Recipient> matched) {}

        @Override
        public void answered(Step step, Mail mail, List<Outcome> outcomes) {}

        @Override
        public void failed(Step step, Mail mail, Exception cause) {}
    };

    /// @param matched for whom the mailet is; nobody, perhaps
    void matched(Step step, Mail mail, List<Recipient> matched);

    /// @param mail that the mailet was given
    /// @param outcomes no [Outcome.Split]: its parts
    void answered(Step step, Mail mail, List<Outcome> outcomes);

    /// The matcher or the mailet failed.
    void failed(Step step, Mail mail, Exception cause);
}
