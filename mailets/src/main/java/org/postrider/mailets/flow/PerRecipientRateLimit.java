package org.postrider.mailets.flow;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.state.StateStore;

/// Lets a recipient get so much within a time. What is beyond
/// the limit goes to a processor, or waits for half the duration and starts again at the start of its own. The counts
/// are kept
/// across restarts.
///
/// ```xml
/// <mailet match="RecipientIsLocal" class="PerRecipientRateLimit">
///   <duration>10m</duration><count>300</count>
/// </mailet>
/// ```
final class PerRecipientRateLimit implements Mailet {
    private final Limits limits;

    public PerRecipientRateLimit(Limits.Config config, StateStore store, InstantSource clock) throws IOException {
        if (config.recipients().isPresent()) {
            throw new IllegalArgumentException(
                    "each recipient has limits of its own: write <count> or <size>, not <recipients>");
        }
        this.limits = new Limits("perRecipientRateLimit", config, store, clock);
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        List<Outcome> parts = new ArrayList<>();
        List<Recipient> within = new ArrayList<>();
        List<Recipient> beyond = new ArrayList<>();
        for (Recipient recipient : mail.recipients()) {
            boolean taken = limits.take(recipient.address().toString().toLowerCase(Locale.ROOT), mail);
            (taken ? within : beyond).add(recipient);
        }
        if (!within.isEmpty()) {
            parts.add(new Outcome.Continue(mail.withRecipients(within)));
        }
        if (!beyond.isEmpty()) {
            parts.add(limits.exceeded(mail.withRecipients(beyond)));
        }
        return parts.size() == 1 ? parts.getFirst() : new Outcome.Split(parts);
    }
}
