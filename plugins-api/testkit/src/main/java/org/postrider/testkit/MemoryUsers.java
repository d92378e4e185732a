package org.postrider.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// Users in memory, in a directory that can be switched off. Thread-safe.
public final class MemoryUsers implements UserDirectory {
    private final Map<MailAddress, User> users = new ConcurrentSkipListMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean down;

    public MemoryUsers add(User user) {
        users.put(user.address(), user);
        return this;
    }

    /// From now on it cannot answer, or can again.
    public void down(boolean isDown) {
        down = isDown;
    }

    /// How often it was asked for a user.
    public int questions() {
        return questions.get();
    }

    @Override
    public Optional<User> find(MailAddress address) {
        questions.incrementAndGet();
        checkUp();
        return Optional.ofNullable(users.get(address));
    }

    @Override
    public void each(Domain domain, Consumer<User> action) {
        checkUp();
        users.values().stream()
                .filter(user -> user.address().domain().equals(domain))
                .forEach(action);
    }

    @Override
    public boolean isChangeable() {
        return true;
    }

    @Override
    public void change(List<MailAddress> addresses, Change change) {
        checkUp();
        for (MailAddress address : addresses) {
            users.compute(
                    address,
                    (known, user) ->
                            change.apply(known, Optional.ofNullable(user)).orElse(null));
        }
    }

    private void checkUp() {
        if (down) {
            throw new DirectoryUnavailableException("switched off for a test");
        }
    }
}
