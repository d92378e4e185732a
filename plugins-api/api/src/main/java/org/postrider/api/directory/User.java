package org.postrider.api.directory;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.postrider.api.mail.MailAddress;

/// All that a [UserDirectory] knows of somebody.
///
/// @param account the address and whether it is enabled
/// @param password empty where the directory checks passwords itself, or the user has none and cannot log in
/// @param limits what the account may hold, where the domain and the server do not decide
/// @param forwarding where the mail goes beside the mailbox
/// @param administers whose accounts the user looks after
/// @param groups to share mailboxes with, in lower case
public record User(
        Account account,
        Optional<StoredPassword> password,
        QuotaLimits limits,
        Forwarding forwarding,
        Administers administers,
        SortedSet<String> groups) {
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /// @throws IllegalArgumentException where a group has a name that is none
    public User {
        SortedSet<String> lower = new TreeSet<>();
        for (String name : groups) {
            if (!GROUP.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name of a group: letters, digits, and . - _ inside, 64 at most");
            }
            lower.add(name.toLowerCase(Locale.ROOT));
        }
        groups = Collections.unmodifiableSortedSet(lower);
    }

    /// Who administers nobody, and is in no group.
    public User(Account account, Optional<StoredPassword> password, QuotaLimits limits, Forwarding forwarding) {
        this(account, password, limits, forwarding, Administers.NOBODY, new TreeSet<>());
    }

    /// Enabled, with a password and nothing else.
    public static User of(MailAddress address, StoredPassword password) {
        return new User(new Account(address, true), Optional.of(password), QuotaLimits.NONE, Forwarding.NONE);
    }

    public MailAddress address() {
        return account.address();
    }

    public User withEnabled(boolean enabled) {
        return new User(new Account(address(), enabled), password, limits, forwarding, administers, groups);
    }

    public User withPassword(StoredPassword changed) {
        return new User(account, Optional.of(changed), limits, forwarding, administers, groups);
    }

    public User withLimits(QuotaLimits changed) {
        return new User(account, password, changed, forwarding, administers, groups);
    }

    public User withForwarding(Forwarding changed) {
        return new User(account, password, limits, changed, administers, groups);
    }

    public User withAdministers(Administers changed) {
        return new User(account, password, limits, forwarding, changed, groups);
    }

    /// @throws IllegalArgumentException where one of them has a name that is none
    public User withGroups(Collection<String> changed) {
        return new User(account, password, limits, forwarding, administers, new TreeSet<>(changed));
    }
}
