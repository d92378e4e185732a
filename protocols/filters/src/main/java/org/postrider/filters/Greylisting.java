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
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;
import org.postrider.api.state.ExpiringState;
import org.postrider.api.state.ExpiringTable;
import org.postrider.api.state.ExpiringTable.Entry;

/// Tells a stranger to come back later (RFC 6647): mail servers do, most programs that send spam do not. Known by the
/// client's network (/24, /64), the sender and the recipient; a network that has come back often enough is never asked
/// again while it goes on to send. Kept across restarts.
public final class Greylisting implements SessionFilter {
    private static final int ENTRIES_MAX = 200_000;
    private static final String PASSED = "passed";

    private final Config config;
    private final InstantSource clock;
    /// By triplet: when it was seen first, or that it has passed.
    private final ExpiringTable triplets;
    /// By network: how many triplets have passed.
    private final ExpiringTable networks;

    public Greylisting(Config config, ExpiringState state, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.triplets = state.table("greylist", ENTRIES_MAX);
        this.networks = state.table("greylist-networks", ENTRIES_MAX);
    }

    /// Its options.
    public record Config(
            @Option(doc = "How long a stranger must wait.", defaultValue = "5m")
            Duration delay,

            @Option(doc = "How long a stranger has to come back.", defaultValue = "1d")
            Duration window,

            @Option(doc = "How long somebody who came back is known after the last mail.", defaultValue = "35d")
            Duration keep,

            @Option(
                    doc =
                            "After so many senders and recipients that came back the whole network is let through; 0 for never.",
                    defaultValue = "5")
            int passesUntilTrusted,

            @Option(doc = "Networks whose hosts are let through.", defaultValue = "127.0.0.0/8, ::1/128")
            List<Network> exempt) {
        public Config {
            exempt = List.copyOf(exempt);
            if (!delay.isPositive() || window.compareTo(delay) <= 0 || !keep.isPositive()) {
                throw new IllegalArgumentException("delay and keep must be more than 0, and window longer than delay");
            }
            if (passesUntilTrusted < 0) {
                throw new IllegalArgumentException("passesUntilTrusted must be at least 0");
            }
        }
    }

    @Override
    public Verdict rcpt(SessionView session, MailAddress recipient) {
        if (Clients.isExempt(session, config.exempt())) {
            return Verdict.PROCEED;
        }
        String network = Clients.network(session.client());
        Instant now = clock.instant();
        if (isTrusted(network, now)) {
            return Verdict.PROCEED;
        }
        String sender = session.sender().map(Object::toString).orElse("");
        String triplet = StateKeys.of(network + " " + sender + " " + recipient);
        boolean[] firstPass = new boolean[1];
        Entry entry = triplets.update(triplet, old -> Optional.of(next(old, now, firstPass)))
                .orElseThrow();
        if (!entry.value().equals(PASSED)) {
            // RFC 6647 §5: 4.7.1; the client is told how long.
            long seconds = Math.max(
                    1, Duration.between(now, first(entry).plus(config.delay())).toSeconds());
            return new Verdict.Defer(Reply.of(451, "4.7.1", "Greylisted: come back in " + seconds + " seconds"));
        }
        if (firstPass[0]) {
            networks.update(
                    network, old -> Optional.of(new Entry(String.valueOf(count(old) + 1), now.plus(config.keep()))));
        }
        return Verdict.PROCEED;
    }

    private Entry next(Optional<Entry> old, Instant now, boolean[] firstPass) {
        if (old.isEmpty()) {
            return new Entry(String.valueOf(now.toEpochMilli()), now.plus(config.window()));
        }
        Entry known = old.get();
        if (known.value().equals(PASSED)) {
            return new Entry(PASSED, now.plus(config.keep()));
        }
        if (now.isBefore(first(known).plus(config.delay()))) {
            return known;
        }
        firstPass[0] = true;
        return new Entry(PASSED, now.plus(config.keep()));
    }

    private boolean isTrusted(String network, Instant now) {
        if (config.passesUntilTrusted() == 0 || count(networks.get(network)) < config.passesUntilTrusted()) {
            return false;
        }
        networks.update(network, old -> old.map(entry -> new Entry(entry.value(), now.plus(config.keep()))));
        return true;
    }

    private static int count(Optional<Entry> entry) {
        return entry.map(known -> (int) number(known)).orElse(0);
    }

    private static Instant first(Entry entry) {
        return Instant.ofEpochMilli(number(entry));
    }

    // What somebody wrote into the file is no number, perhaps.
    private static long number(Entry entry) {
        try {
            return Long.parseLong(entry.value());
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
