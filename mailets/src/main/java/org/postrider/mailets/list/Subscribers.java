package org.postrider.mailets.list;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.state.StateStore;
import org.postrider.api.state.StateTable;

/// Who is on a list, whose confirmation is awaited, and whose mail came back. Thread-safe.
final class Subscribers {
    private static final int PENDING_MAX = 1_000;
    private static final Duration PENDING_TIME = Duration.ofDays(3);
    private static final int TOKEN_OCTETS = 15;

    private final ListServer.Config config;
    private final StateTable members;
    private final StateTable pending;
    private final StateTable bounces;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Subscribers(StateStore store, ListServer.Config config, InstantSource clock) throws IOException {
        String name = "list-"
                + Integer.toHexString(
                        config.list().toString().toLowerCase(Locale.ROOT).hashCode());
        this.config = config;
        this.members = store.table(name, config.subscribersMax());
        this.pending = store.table(name + "-pending", PENDING_MAX);
        this.bounces = store.table(name + "-bounces", config.subscribersMax());
        this.clock = clock;
    }

    /// Those of the configuration and those who subscribed, each once.
    List<MailAddress> all() {
        Set<MailAddress> all = new LinkedHashSet<>(config.subscriber());
        members.entries().keySet().forEach(text -> all.add(MailAddress.parse(text)));
        return List.copyOf(all);
    }

    boolean has(MailAddress address) {
        return config.subscriber().contains(address)
                || members.get(key(address)).isPresent();
    }

    boolean isFull() {
        return members.isFull();
    }

    /// @return what the address must say to be believed
    String ask(MailAddress address, String what) throws IOException {
        byte[] octets = new byte[TOKEN_OCTETS];
        random.nextBytes(octets);
        String token = HexFormat.of().formatHex(octets);
        pending.put(token, what + " " + clock.millis() + " " + key(address));
        return token;
    }

    /// What a confirmation was about; it counts once, and for some days.
    Optional<Asked> confirmed(String token) throws IOException {
        Optional<String> found = pending.get(token);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        pending.remove(token);
        String[] parts = found.get().split(" ", 3);
        boolean inTime = clock.millis() - Long.parseLong(parts[1]) <= PENDING_TIME.toMillis();
        return inTime ? Optional.of(new Asked(parts[0], MailAddress.parse(parts[2]))) : Optional.empty();
    }

    record Asked(String what, MailAddress address) {}

    void add(MailAddress address) throws IOException {
        members.put(key(address), Long.toString(clock.millis()));
        bounces.remove(key(address));
        members.force();
    }

    void remove(MailAddress address) throws IOException {
        members.remove(key(address));
        bounces.remove(key(address));
        members.force();
    }

    /// Notes that mail came back, once a day.
    ///
    /// @return true where that was once too often: the subscription has ended
    boolean bounced(MailAddress address) throws IOException {
        if (members.get(key(address)).isEmpty()) {
            return false;
        }
        long day = Math.floorDiv(clock.millis(), Duration.ofDays(1).toMillis());
        String noted = bounces.update(key(address), before -> {
                    String[] parts = before.orElse("0 0").split(" ");
                    boolean today = Long.parseLong(parts[1]) == day;
                    return Optional.of((Integer.parseInt(parts[0]) + (today ? 0 : 1)) + " " + day);
                })
                .orElse("0 0");
        if (Integer.parseInt(noted.substring(0, noted.indexOf(' '))) < config.bounceDaysMax()) {
            return false;
        }
        remove(address);
        return true;
    }

    private static String key(MailAddress address) {
        return address.toString().toLowerCase(Locale.ROOT);
    }
}
