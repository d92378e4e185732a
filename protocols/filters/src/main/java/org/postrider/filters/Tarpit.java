package org.postrider.filters;

import java.time.Duration;
import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Reply;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;

/// Makes a session slow in which many commands were refused: to find out who exists by trying names is then no fun.
public final class Tarpit implements SessionFilter {
    private final Config config;

    public Tarpit(Config config) {
        this.config = config;
    }

    /// Its options.
    public record Config(
            @Option(doc = "After so many refused commands the session becomes slow.", defaultValue = "3")
            int errors,

            @Option(doc = "How long the client waits for each further refusal, at most 2m.", defaultValue = "5s")
            Duration delay,

            @Option(doc = "Networks whose hosts are not slowed down.", defaultValue = "127.0.0.0/8, ::1/128")
            List<Network> exempt) {
        public Config {
            exempt = List.copyOf(exempt);
            if (errors < 1) {
                throw new IllegalArgumentException("errors must be at least 1");
            }
            if (delay.isNegative() || delay.compareTo(Verdict.DELAY_MAX) > 0) {
                throw new IllegalArgumentException("the delay is at most 2m");
            }
        }
    }

    @Override
    public Verdict refused(SessionView session, Reply reply) {
        boolean fast = session.errors() < config.errors() || Clients.isExempt(session, config.exempt());
        return fast ? Verdict.PROCEED : new Verdict.Tarpit(config.delay(), Verdict.PROCEED);
    }
}
