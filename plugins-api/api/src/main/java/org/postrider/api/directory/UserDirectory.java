package org.postrider.api.directory;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// A place where users are kept: `<directory name="..." type="...">` in `server.xml`, which a domain chooses in
/// `domains.xml`. Registered by [org.postrider.api.plugin.PluginRegistry#directory]; there may be several at once,
/// and several of one type.
///
/// It only knows and keeps. Hashing, the time that a wrong name takes, SCRAM, and a short cache in front of it are
/// the server's, and [Directory] is what everybody asks. It is asked for addresses of the domains that chose it
/// alone.
///
/// Thread-safe. Each call waits a bounded time, seconds at most: a session, or a mail, waits with it. Where it cannot
/// answer, it throws [DirectoryUnavailableException]; it never says that a user does not exist because it could not
/// look.
public interface UserDirectory {
    /// @throws DirectoryUnavailableException where it cannot answer now
    Optional<User> find(MailAddress address);

    /// Every user of a domain, in any order, one after the other; there may be very many.
    ///
    /// @throws DirectoryUnavailableException where it cannot answer now, perhaps after some of them
    void each(Domain domain, Consumer<User> action);

    /// False where passwords stay with the directory, as with LDAP: then [#check] is asked, and SCRAM is not offered.
    default boolean showsPasswords() {
        return true;
    }

    /// Whether this is the user's password. Asked only where [#showsPasswords] is false, or [User#password] is empty.
    ///
    /// @throws DirectoryUnavailableException where it cannot answer now
    default boolean check(MailAddress address, String password) {
        return false;
    }

    /// True where [#change] works. The others are changed by their own means.
    default boolean isChangeable() {
        return false;
    }

    /// Changes users, each by itself and while nobody else changes it; all of them are on the disk when this
    /// returns.
    ///
    /// @param addresses ten thousand at most, each once
    /// @param change is given a user as it is, empty where there is none; what it returns takes its place, empty
    ///     removes it. May be called again for the same user, where another change came between
    /// @throws DirectoryUnavailableException where it cannot now; perhaps some of them have been changed
    default void change(List<MailAddress> addresses, Change change) {
        throw new UnsupportedOperationException("users of this directory are not changed here");
    }

    /// The same for one.
    default void change(MailAddress address, UnaryOperator<Optional<User>> change) {
        change(List.of(address), (known, user) -> change.apply(user));
    }

    /// True where [#replacePassword] works.
    default boolean keepsPasswords() {
        return isChangeable();
    }

    /// Keeps another form of the same password, where the one that was found right by is still there.
    ///
    /// @return false where it does not
    default boolean replacePassword(MailAddress address, StoredPassword before, StoredPassword after) {
        if (!isChangeable()) {
            return false;
        }
        change(
                address,
                user -> user.map(
                        known -> known.password().equals(Optional.of(before)) ? known.withPassword(after) : known));
        return true;
    }

    /// What becomes of a user.
    @FunctionalInterface
    interface Change {
        Optional<User> apply(MailAddress address, Optional<User> user);
    }
}
