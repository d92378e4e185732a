package org.postrider.kernel.directory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// Remembers for a short while what a directory answered, also that there is no such user. Bounded, thread-safe.
///
/// What is changed through it is forgotten at once. That the directory could not answer is not remembered.
final class CachedUsers implements UserDirectory {
    static final int ENTRIES_MAX = 10_000;

    private final UserDirectory directory;
    private final InstantSource clock;
    private final Duration lifetime;
    /// Guarded by itself; the oldest first.
    private final Map<MailAddress, Answer> answers = new LinkedHashMap<>();
    /// Counts changes: an answer to a question that was asked before one is not kept.
    private final AtomicLong changes = new AtomicLong();

    private final VerifiedPasswords verified;

    CachedUsers(UserDirectory directory, InstantSource clock, Duration lifetime) {
        this.directory = directory;
        this.clock = clock;
        this.lifetime = lifetime;
        this.verified = new VerifiedPasswords(clock, lifetime);
    }

    @Override
    public Optional<User> find(MailAddress address) {
        long before = changes.get();
        synchronized (answers) {
            Answer known = answers.get(address);
            if (known != null && clock.instant().isBefore(known.until())) {
                return known.user();
            }
        }
        Optional<User> user = directory.find(address);
        synchronized (answers) {
            if (changes.get() == before) {
                answers.remove(address);
                answers.put(address, new Answer(user, clock.instant().plus(lifetime)));
                if (answers.size() > ENTRIES_MAX) {
                    answers.remove(answers.keySet().iterator().next());
                }
            }
        }
        return user;
    }

    @Override
    public void each(Domain domain, Consumer<User> action) {
        directory.each(domain, action);
    }

    @Override
    public boolean showsPasswords() {
        return directory.showsPasswords();
    }

    @Override
    public boolean check(MailAddress address, String password) {
        String key = address.toString();
        if (verified.contains(key, password)) {
            return true;
        }
        boolean right = directory.check(address, password);
        if (right) {
            verified.add(key, password);
        }
        return right;
    }

    @Override
    public boolean isChangeable() {
        return directory.isChangeable();
    }

    @Override
    public void change(List<MailAddress> addresses, Change change) {
        try {
            directory.change(addresses, change);
        } finally {
            forget(addresses);
        }
    }

    @Override
    public boolean keepsPasswords() {
        return directory.keepsPasswords();
    }

    @Override
    public boolean replacePassword(MailAddress address, StoredPassword before, StoredPassword after) {
        try {
            return directory.replacePassword(address, before, after);
        } finally {
            forget(List.of(address));
        }
    }

    private void forget(List<MailAddress> addresses) {
        synchronized (answers) {
            changes.incrementAndGet();
            addresses.forEach(answers::remove);
        }
    }

    private record Answer(Optional<User> user, Instant until) {}
}
