package org.postrider.filters;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.dns.Dns;
import org.postrider.api.dns.Dns.Answer;
import org.postrider.api.mail.Reply;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;

/// Asks whether the client's address has a name that leads back to it, as every mail server's should (RFC 1912 §2.1).
/// What cannot be looked up now counts for the client. Writes the note `filters.name`.
public final class ReverseDns implements SessionFilter {
    private static final int NAMES_MAX = 5;

    private final Config config;
    private final Dns dns;

    public ReverseDns(Config config, Dns dns) {
        this.config = config;
        this.dns = dns;
    }

    /// What to do with a client without such a name.
    public enum Action {
        /// Let it wait before the greeting.
        TARPIT,
        /// Tell it to come back.
        DEFER,
        REFUSE
    }

    /// Its options.
    public record Config(
            @Option(
                    doc = "What to do with a client without such a name: tarpit (let it wait), defer or refuse.",
                    defaultValue = "tarpit")
            Action action,

            @Option(doc = "How long a client waits with tarpit, at most 2m.", defaultValue = "10s")
            Duration delay,

            @Option(doc = "Networks whose hosts need no name.", defaultValue = "127.0.0.0/8, ::1/128")
            List<Network> exempt) {
        public Config {
            exempt = List.copyOf(exempt);
            if (delay.isNegative() || delay.compareTo(Verdict.DELAY_MAX) > 0) {
                throw new IllegalArgumentException("the delay is at most 2m");
            }
        }
    }

    @Override
    public Verdict connect(SessionView session) {
        if (Clients.isExempt(session, config.exempt())) {
            return Verdict.PROCEED;
        }
        return switch (dns.names(session.client())) {
            case Answer.Found<String>(var names) -> confirmed(session, names);
            case Answer.Failed<String> _ -> Verdict.PROCEED;
            case Answer.NoData<String> _, Answer.NoName<String> _ -> nameless();
        };
    }

    private Verdict confirmed(SessionView session, List<String> names) {
        for (String name : names.subList(0, Math.min(NAMES_MAX, names.size()))) {
            Answer<InetAddress> addresses = dns.addresses(name);
            if (addresses instanceof Answer.Failed) {
                return Verdict.PROCEED;
            }
            if (addresses instanceof Answer.Found<InetAddress>(var found) && found.contains(session.client())) {
                session.notes().put("filters.name", name);
                return Verdict.PROCEED;
            }
        }
        return nameless();
    }

    private Verdict nameless() {
        String text = "Your address has no name that leads back to it";
        return switch (config.action()) {
            case TARPIT -> new Verdict.Tarpit(config.delay(), Verdict.PROCEED);
            // RFC 7372 §3.3: 5.7.25, reverse DNS validation failed.
            case DEFER -> new Verdict.Defer(Reply.of(450, "4.7.25", text));
            case REFUSE -> new Verdict.Refuse(Reply.of(550, "5.7.25", text));
        };
    }
}
