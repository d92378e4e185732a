package org.postrider.kernel.login;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.state.StateTable;
import org.postrider.kernel.state.StateFolders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When users last logged in, to the minute, wherever they are kept. Thread-safe.
public final class LastLogins {
    private static final Logger LOG = LoggerFactory.getLogger(LastLogins.class);
    private static final int USERS_MAX = 1_000_000;
    private static final Duration EXACT_TO = Duration.ofMinutes(1);

    private final StateFolders state;
    private final InstantSource clock;

    public LastLogins(StateFolders state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    /// Notes a log-in; other events are none of its business.
    public void record(MailEvent event) {
        if (event instanceof MailEvent.LoggedIn login) {
            try {
                note(table(), key(login.user()));
            } catch (IOException e) {
                LOG.warn("When {} logged in is not kept: {}", login.user(), e.toString());
            }
        }
    }

    private void note(StateTable table, String user) throws IOException {
        Instant now = clock.instant();
        Optional<Instant> before = table.get(user).flatMap(LastLogins::time);
        if (before.isEmpty() || before.get().plus(EXACT_TO).isBefore(now)) {
            table.put(user, String.valueOf(now.getEpochSecond()));
        }
    }

    /// @return empty for somebody who never has, or not while this was kept
    public Optional<Instant> of(MailAddress user) throws IOException {
        return table().get(key(user)).flatMap(LastLogins::time);
    }

    /// All of them, by [#key].
    public Map<String, Instant> all() throws IOException {
        Map<String, Instant> all = new LinkedHashMap<>();
        table().entries().forEach((user, text) -> time(text).ifPresent(time -> all.put(user, time)));
        return all;
    }

    /// The same for all ways to write an address.
    public static String key(MailAddress user) {
        return user.toString().toLowerCase(Locale.ROOT);
    }

    private StateTable table() throws IOException {
        return state.of("logins").table("last", USERS_MAX);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        } catch (NumberFormatException | DateTimeException _) {
            return Optional.empty();
        }
    }
}
