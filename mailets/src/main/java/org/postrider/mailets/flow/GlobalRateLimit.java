package org.postrider.mailets.flow;

import java.io.IOException;
import java.time.InstantSource;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.state.StateStore;

/// Lets so much mail pass within a time, whoever sends it. What is beyond
/// the limit goes to a processor, or waits for half the duration and starts again at the start of its own. The counts
/// are kept
/// across restarts.
///
/// ```xml
/// <mailet match="All" class="GlobalRateLimit">
///   <duration>1m</duration><count>1000</count><size>1GiB</size>
/// </mailet>
/// ```
final class GlobalRateLimit implements Mailet {
    private final Limits limits;

    public GlobalRateLimit(Limits.Config config, StateStore store, InstantSource clock) throws IOException {
        this.limits = new Limits("globalRateLimit", config, store, clock);
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        return limits.passing("all", mail);
    }
}
