package org.postrider.kernel.directory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// What an administrator does with users, wherever they are kept. Thread-safe.
public final class Accounts {
    private static final int PASSWORD_LENGTH_MAX = 1024;

    private final Function<Domain, Optional<UserDirectory>> directories;

    /// @param directories where a domain's users are kept; empty for a domain that is not local
    Accounts(Function<Domain, Optional<UserDirectory>> directories) {
        this.directories = directories;
    }

    /// The users of a home's files, whether a server runs there or not.
    ///
    /// @param conf the folder of the files
    /// @throws DirectoryChangeException where domains.xml cannot be read
    public static Accounts ofFiles(Path conf) throws DirectoryChangeException {
        Map<Domain, String> names = new DirectoryFiles(conf).directories();
        XmlUsers users = new XmlUsers(conf);
        return new Accounts(domain -> Optional.ofNullable(names.get(domain))
                .filter(DirectoryEntry.XML::equals)
                .map(_ -> users));
    }

    public Optional<User> find(MailAddress address) throws DirectoryChangeException {
        return directory(address.domain()).find(address);
    }

    /// Every user of a domain, one after the other.
    public void each(Domain domain, Consumer<User> action) throws DirectoryChangeException {
        directory(domain).each(domain, action);
    }

    public void add(MailAddress address, String password) throws DirectoryChangeException {
        UserDirectory directory = changeable(address.domain());
        StoredPassword stored = stored(password);
        AtomicReference<Boolean> isThere = new AtomicReference<>(false);
        directory.change(address, user -> {
            isThere.set(user.isPresent());
            return user.or(() -> Optional.of(User.of(address, stored)));
        });
        check(!isThere.get(), address + " exists already; to change the password: postrider user passwd " + address);
    }

    public void changePassword(MailAddress address, String password) throws DirectoryChangeException {
        StoredPassword stored = stored(password);
        change(address, user -> user.withPassword(stored));
    }

    /// What an account may hold, whatever its domain and the server say.
    public void changeQuota(MailAddress address, QuotaLimits limits) throws DirectoryChangeException {
        change(address, user -> user.withLimits(limits));
    }

    /// Whose accounts somebody looks after from now on.
    public void changeAdministers(MailAddress address, Administers whom) throws DirectoryChangeException {
        change(address, user -> user.withAdministers(whom));
    }

    /// Which groups an account is in from now on.
    ///
    /// @param change from those before
    /// @throws IllegalArgumentException where it makes no sense
    public void changeGroups(MailAddress address, UnaryOperator<List<String>> change) throws DirectoryChangeException {
        change(address, user -> user.withGroups(change.apply(List.copyOf(user.groups()))));
    }

    /// A disabled account receives no mail and cannot log in; its mail stays.
    public void enable(MailAddress address, boolean enabled) throws DirectoryChangeException {
        change(address, user -> user.withEnabled(enabled));
    }

    /// Where the account's mail goes beside, or in place of, its mailbox.
    public void forward(MailAddress address, Forwarding forwarding) throws DirectoryChangeException {
        for (MailAddress target : forwarding.to()) {
            check(
                    target.toString().indexOf(',') < 0,
                    target + " has a comma; make an alias for it and forward to that");
            check(!target.equals(address), address + " cannot forward to itself; to keep a copy: --keep-copy");
        }
        change(address, user -> user.withForwarding(forwarding));
    }

    /// The account can no longer log in or receive; its mail stays on the disk.
    public void remove(MailAddress address) throws DirectoryChangeException {
        UserDirectory directory = changeable(address.domain());
        AtomicReference<Boolean> isThere = new AtomicReference<>(false);
        directory.change(address, user -> {
            isThere.set(user.isPresent());
            return Optional.empty();
        });
        check(isThere.get(), missing(address));
    }

    /// Adds users, and passes over those who are there: what was done once is not done again.
    ///
    /// @param users all of one domain
    /// @return who was added
    public List<MailAddress> addAll(Domain domain, Map<MailAddress, User> users) throws DirectoryChangeException {
        List<MailAddress> added = new ArrayList<>();
        changeable(domain).change(List.copyOf(users.keySet()), (address, user) -> {
            if (user.isPresent()) {
                return user;
            }
            added.add(address);
            return Optional.ofNullable(users.get(address));
        });
        return added.stream().distinct().toList();
    }

    /// What is kept of a new password; about a tenth of a second of one core.
    public static StoredPassword stored(String password) throws DirectoryChangeException {
        return Credentials.of(prepared(password)).stored();
    }

    /// Says whether a password can be one.
    ///
    /// @throws DirectoryChangeException where it cannot
    public static void check(String password) throws DirectoryChangeException {
        prepared(password);
    }

    private static String prepared(String password) throws DirectoryChangeException {
        check(!password.isEmpty(), "the password is empty");
        check(
                password.length() <= PASSWORD_LENGTH_MAX,
                "the password is longer than " + PASSWORD_LENGTH_MAX + " characters");
        return PreparedPassword.of(password)
                .orElseThrow(() -> new DirectoryChangeException(
                        "the password has characters that no password may have, such as control characters"));
    }

    /// Takes a hash as it is.
    ///
    /// @throws DirectoryChangeException where it is in no form that is understood
    public static StoredPassword hashed(String hash) throws DirectoryChangeException {
        check(
                PasswordHash.parse(hash).isPresent(),
                "the password hash is in no form that is understood: $argon2id$, $6$, $5$, $2y$, {SSHA}, {SSHA256},"
                        + " {SSHA512}");
        return StoredPassword.of(hash);
    }

    private void change(MailAddress address, UnaryOperator<User> change) throws DirectoryChangeException {
        UserDirectory directory = changeable(address.domain());
        AtomicReference<Boolean> isThere = new AtomicReference<>(false);
        directory.change(address, user -> {
            isThere.set(user.isPresent());
            return user.map(change);
        });
        check(isThere.get(), missing(address));
    }

    private static String missing(MailAddress address) {
        return "there is no user " + address + "; see: postrider user list";
    }

    private UserDirectory changeable(Domain domain) throws DirectoryChangeException {
        UserDirectory directory = directory(domain);
        check(
                directory.isChangeable(),
                "the users of " + domain + " are not changed here, but where they are kept (see <directory> in"
                        + " server.xml)");
        return directory;
    }

    private UserDirectory directory(Domain domain) throws DirectoryChangeException {
        return directories
                .apply(domain)
                .orElseThrow(() -> new DirectoryChangeException(
                        domain + " is no local domain; add it first: postrider domain add " + domain));
    }

    private static void check(boolean allowed, String otherwise) throws DirectoryChangeException {
        if (!allowed) {
            throw new DirectoryChangeException(otherwise);
        }
    }
}
