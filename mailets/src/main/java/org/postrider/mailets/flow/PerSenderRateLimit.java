package org.postrider.mailets.flow;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.state.StateStore;

/// Lets a sender send so much within a time: the account that logged in, else the reverse-path. What is beyond
/// the limit goes to a processor, or waits for half the duration and starts again at the start of its own. The counts
/// are kept
/// across restarts.
///
/// ```xml
/// <mailet match="IsAuthenticated" class="PerSenderRateLimit">
///
/// <duration>1h</duration><count>200</count><recipients>500</recipients><exceededProcessor>too-many</exceededProcessor>
/// </mailet>
/// ```
final class PerSenderRateLimit implements Mailet {
    private final Limits limits;

    public PerSenderRateLimit(Limits.Config config, StateStore store, InstantSource clock) throws IOException {
        this.limits = new Limits("perSenderRateLimit", config, store, clock);
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        Optional<MailAddress> sender =
                mail.origin().user().or(() -> mail.reversePath().address());
        // RFC 5321 §4.5.5: reports have no sender, and are nobody's mails.
        return sender.isEmpty()
                ? new Outcome.Continue(mail)
                : limits.passing(sender.get().toString().toLowerCase(Locale.ROOT), mail);
    }
}
