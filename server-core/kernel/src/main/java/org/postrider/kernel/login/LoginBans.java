package org.postrider.kernel.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.login.LoginGuard;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.state.ExpiringState;
import org.postrider.api.state.ExpiringTable;
import org.postrider.api.state.ExpiringTable.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts failures and bans, by client and by account, kept across restarts. Thread-safe.
public final class LoginBans implements LoginGuard {
    private static final Logger LOG = LoggerFactory.getLogger(LoginBans.class);
    private static final int ENTRIES_MAX = 100_000;
    private static final Duration KNOWN = Duration.ofDays(90);
    private static final Duration DELAY_FIRST = Duration.ofSeconds(1);
    private static final int IPV6_NETWORK_OCTETS = 8;

    private final GuardConfig config;
    private final InstantSource clock;
    /// By client or account: the failures, until the window of the first of them ends.
    private final ExpiringTable failures;
    /// By client or account: why.
    private final ExpiringTable bans;
    /// By account and client: where its owner has logged in.
    private final ExpiringTable known;

    public LoginBans(GuardConfig config, ExpiringState state, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.failures = state.table("login-failures", ENTRIES_MAX);
        this.bans = state.table("login-bans", ENTRIES_MAX);
        this.known = state.table("login-known", ENTRIES_MAX);
    }

    /// @param subject a client's address, or an account
    public record Ban(String subject, Instant until, String reason) {}

    @Override
    public Optional<Instant> bannedUntil(InetAddress client) {
        return isExempt(client) ? Optional.empty() : bans.get(key(client)).map(Entry::until);
    }

    @Override
    public Optional<Instant> bannedUntil(InetAddress client, MailAddress account) {
        return isExempt(client) || known.get(key(account) + " " + key(client)).isPresent()
                ? Optional.empty()
                : bans.get(key(account)).map(Entry::until);
    }

    @Override
    public Duration failed(InetAddress client, Optional<MailAddress> account) {
        if (isExempt(client)) {
            return Duration.ZERO;
        }
        account.ifPresent(named -> {
            // Whoever guesses from where the owner is must not lock out the owner.
            count(key(named), config.maxFailuresPerAccount());
        });
        int count = count(key(client), config.maxFailuresPerClient());
        Duration delay = DELAY_FIRST.multipliedBy(1L << Math.min(count - 1, 20));
        return delay.compareTo(config.maxDelay()) < 0 ? delay : config.maxDelay();
    }

    @Override
    public void succeeded(InetAddress client, MailAddress account) {
        if (!isExempt(client)) {
            known.put(key(account) + " " + key(client), "", clock.instant().plus(KNOWN));
        }
    }

    /// All bans that hold now.
    public List<Ban> list() {
        List<Ban> all = new ArrayList<>();
        for (String subject : bans.keys()) {
            bans.get(subject).ifPresent(entry -> all.add(new Ban(subject, entry.until(), entry.value())));
        }
        return List.copyOf(all);
    }

    /// Bans by hand.
    ///
    /// @param subject an address of a client or an account
    /// @param time for how long; empty for what is configured
    /// @throws IllegalArgumentException with a sentence where it is neither
    public Ban add(String subject, Optional<Duration> time) {
        Ban ban = new Ban(parsed(subject), clock.instant().plus(time.orElse(config.ban())), "by the administrator");
        bans.put(ban.subject(), ban.reason(), ban.until());
        LOG.info("{} is banned until {} {}", ban.subject(), ban.until(), ban.reason());
        return ban;
    }

    /// Ends a ban and forgets the failures that led to it.
    ///
    /// @return false where there was none
    /// @throws IllegalArgumentException with a sentence where `subject` is neither a client nor an account
    public boolean lift(String subject) {
        String key = parsed(subject);
        failures.remove(key);
        boolean lifted = bans.remove(key);
        if (lifted) {
            LOG.info("{} is no longer banned", key);
        }
        return lifted;
    }

    private int count(String key, int max) {
        Instant end = clock.instant().plus(config.window());
        Entry counted = failures.update(
                        key,
                        old -> Optional.of(new Entry(
                                String.valueOf(old.map(LoginBans::number).orElse(0) + 1),
                                old.map(Entry::until).orElse(end))))
                .orElseThrow();
        int count = number(counted);
        if (count >= max) {
            Instant until = clock.instant().plus(config.ban());
            bans.put(key, count + " failed log-ins", until);
            failures.remove(key);
            LOG.info("{} is banned until {} after {} failed log-ins", key, until, count);
        }
        return count;
    }

    private static int number(Entry entry) {
        try {
            return Integer.parseInt(entry.value());
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private boolean isExempt(InetAddress client) {
        return config.exempt().stream().anyMatch(network -> network.contains(client));
    }

    private static String parsed(String subject) {
        try {
            return subject.contains("@")
                    ? key(MailAddress.parse(subject))
                    : key(InetAddress.ofLiteral(subject.replaceFirst("/64$", "")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + subject + "' is neither an address such as 192.0.2.1 nor an account such as bob@example.org",
                    e);
        }
    }

    // Who has an IPv6 address has a /64 of them.
    private static String key(InetAddress client) {
        byte[] octets = client.getAddress();
        if (octets.length == 4) {
            return client.getHostAddress();
        }
        Arrays.fill(octets, IPV6_NETWORK_OCTETS, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen octets are an address", e);
        }
    }

    private static String key(MailAddress account) {
        return account.toString().toLowerCase(Locale.ROOT);
    }
}
