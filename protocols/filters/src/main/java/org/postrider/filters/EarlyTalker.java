package org.postrider.filters;

import java.time.Duration;
import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Reply;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;

/// Waits a little before the greeting, and sends away who talks before it (RFC 5321 §4.3.1): programs that only send
/// spam do not listen. Not for listeners with implicit TLS, whose clients wait for the handshake anyway.
public final class EarlyTalker implements SessionFilter {
    private static final Verdict TALKED =
            new Verdict.Close(Reply.of(554, "5.5.0", "You talk before you are greeted (RFC 5321)"));

    private final Config config;

    public EarlyTalker(Config config) {
        this.config = config;
    }

    /// Its options.
    public record Config(
            @Option(doc = "How long to listen before the greeting, at most 2m.", defaultValue = "2s")
            Duration delay,

            @Option(doc = "Networks whose hosts are greeted at once.", defaultValue = "127.0.0.0/8, ::1/128")
            List<Network> exempt) {
        public Config {
            exempt = List.copyOf(exempt);
            if (delay.isNegative() || delay.compareTo(Verdict.DELAY_MAX) > 0) {
                throw new IllegalArgumentException("the delay is at most 2m: RFC 5321 lets clients wait 5 minutes");
            }
        }
    }

    @Override
    public Verdict connect(SessionView session) {
        return session.listener().implicitTls() || Clients.isExempt(session, config.exempt())
                ? Verdict.PROCEED
                : new Verdict.Listen(config.delay(), TALKED);
    }
}
