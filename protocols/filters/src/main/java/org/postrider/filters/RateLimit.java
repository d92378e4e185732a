package org.postrider.filters;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;
import org.postrider.api.state.ExpiringState;
import org.postrider.api.state.ExpiringTable;
import org.postrider.api.state.ExpiringTable.Entry;

/// Limits how much comes from one client (of IPv6, one /64), one user and one sender in a window of time. What is more
/// is deferred, so that it comes later. The counts are one for all listeners that have this filter, and outlast a
/// restart.
public final class RateLimit implements SessionFilter {
    private static final int ENTRIES_MAX = 100_000;

    private final Config config;
    private final InstantSource clock;
    private final ExpiringTable counts;

    public RateLimit(Config config, ExpiringState state, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.counts = state.table("rate-limits", ENTRIES_MAX);
    }

    /// Its options.
    public record Config(
            @Option(doc = "The window, which begins with the first that counts.", defaultValue = "1h")
            Duration window,

            @Option(doc = "Connections of a client in the window; 0 for any number.", defaultValue = "0")
            int connectionsPerClient,

            @Option(doc = "Messages of a client in the window; 0 for any number.", defaultValue = "0")
            int messagesPerClient,

            @Option(doc = "Recipients of a client's messages in the window; 0 for any number.", defaultValue = "0")
            int recipientsPerClient,

            @Option(
                    doc = "Messages of somebody who has logged in, in the window; 0 for any number.",
                    defaultValue = "0")
            int messagesPerUser,

            @Option(
                    doc = "Recipients of the messages of somebody who has logged in, in the window; 0 for any number.",
                    defaultValue = "0")
            int recipientsPerUser,

            @Option(doc = "Messages of a sender's address in the window; 0 for any number.", defaultValue = "0")
            int messagesPerSender,

            @Option(doc = "Networks whose hosts have no limits.", defaultValue = "127.0.0.0/8, ::1/128")
            List<Network> exempt) {
        public Config {
            exempt = List.copyOf(exempt);
            if (!window.isPositive()) {
                throw new IllegalArgumentException("the window must be longer than nothing");
            }
            if (connectionsPerClient < 0
                    || messagesPerClient < 0
                    || recipientsPerClient < 0
                    || messagesPerUser < 0
                    || recipientsPerUser < 0
                    || messagesPerSender < 0) {
                throw new IllegalArgumentException("a limit is at least 0, which is none");
            }
        }
    }

    @Override
    public Verdict connect(SessionView session) {
        return isFree(session) || count("connections " + client(session), config.connectionsPerClient())
                ? Verdict.PROCEED
                : new Verdict.Close(Reply.of(421, "4.7.0", "Too many connections from you; come back later"));
    }

    @Override
    public Verdict mail(SessionView session, ReversePath sender) {
        if (isFree(session)) {
            return Verdict.PROCEED;
        }
        String who = "messages " + session.user().map(MailAddress::toString).orElseGet(() -> client(session));
        int whoMax = session.user().isPresent() ? config.messagesPerUser() : config.messagesPerClient();
        String from =
                "messages from " + sender.address().map(MailAddress::toString).orElse("");
        int fromMax = sender.address().isPresent() ? config.messagesPerSender() : 0;
        // What the one limit refuses must not use up the other: a stranger could spend the sender's.
        boolean room = hasRoom(who, whoMax) && hasRoom(from, fromMax);
        return verdict(room && count(who, whoMax) && count(from, fromMax), "messages");
    }

    @Override
    public Verdict rcpt(SessionView session, MailAddress recipient) {
        if (isFree(session)) {
            return Verdict.PROCEED;
        }
        boolean allowed = session.user().isPresent()
                ? count("recipients " + session.user().get(), config.recipientsPerUser())
                : count("recipients " + client(session), config.recipientsPerClient());
        return verdict(allowed, "recipients");
    }

    // Somebody who has logged in is known by name, wherever he is.
    private boolean isFree(SessionView session) {
        return session.user().isEmpty() && (session.trusted() || Clients.isIn(session, config.exempt()));
    }

    private static Verdict verdict(boolean allowed, String what) {
        return allowed
                ? Verdict.PROCEED
                : new Verdict.Defer(Reply.of(450, "4.7.0", "Too many " + what + "; send the rest later"));
    }

    private static String client(SessionView session) {
        return Clients.host(session.client());
    }

    private boolean hasRoom(String what, int max) {
        return max == 0 || counts.get(StateKeys.of(what)).map(RateLimit::number).orElse(0) < max;
    }

    // True where there is room. What is refused does not count.
    private boolean count(String what, int max) {
        if (max == 0) {
            return true;
        }
        boolean[] room = new boolean[1];
        Instant end = clock.instant().plus(config.window());
        counts.update(StateKeys.of(what), old -> {
            int before = old.map(RateLimit::number).orElse(0);
            room[0] = before < max;
            return room[0]
                    ? Optional.of(new Entry(
                            String.valueOf(before + 1), old.map(Entry::until).orElse(end)))
                    : old;
        });
        return room[0];
    }

    private static int number(Entry entry) {
        try {
            return Integer.parseInt(entry.value());
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
