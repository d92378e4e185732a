package org.postrider.api.directory;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;

/// Which domains and accounts are local, and whose password is right, wherever each domain's users are kept.
///
/// All but [#isLocal], [#domains] and [#authenticate] may throw [DirectoryUnavailableException].
public interface Directory {
    boolean isLocal(Domain domain);

    List<Domain> domains();

    Optional<Account> find(MailAddress address);

    /// The addresses of all accounts, for what is done to each of them now and then. There may be very many.
    ///
    /// @return none where the directory cannot list them
    default List<MailAddress> accounts() {
        return List.of();
    }

    /// Where an account's mail goes beside its mailbox.
    ///
    /// @return empty where there is no such account
    default Optional<Forwarding> forwarding(MailAddress address) {
        return find(address).map(_ -> Forwarding.NONE);
    }

    /// How much an account may hold.
    default Quota quota(MailAddress address) {
        return Quota.NONE;
    }

    /// The groups that an account is in, to share mailboxes with. A group is of one domain, and its members are
    /// accounts
    /// of that.
    ///
    /// @return their names, in lower case, such as `staff`
    default Set<String> groups(MailAddress account) {
        return Set.of();
    }

    /// Whether any account of the domain is in that group.
    ///
    /// @param name in lower case
    default boolean hasGroup(Domain domain, String name) {
        return false;
    }

    /// Whether somebody may look after an account, and so see and change what it may hold ([#changeQuota]). Who
    /// administers any account administers the own one too.
    default boolean administers(MailAddress administrator, MailAddress account) {
        return false;
    }

    /// Changes what an account may hold; asked only of a directory in which somebody [#administers] it. From the
    /// return on [#quota] says the same.
    ///
    /// @throws StoreException NOT_FOUND where there is no such account, TEMPORARY where it cannot be kept now
    default void changeQuota(MailAddress account, Quota quota) throws StoreException {
        throw new UnsupportedOperationException("this directory keeps no quotas");
    }

    /// The account that somebody means who logs in under `name`, whether enabled or not. A name without domain is taken
    /// in the default domain.
    default Optional<Account> named(String name) {
        try {
            return name.contains("@") ? find(MailAddress.parse(name)) : Optional.empty();
        } catch (AddressSyntaxException _) {
            return Optional.empty();
        }
    }

    /// The hashes for which it keeps SCRAM verifiers; SCRAM is offered with these.
    default Set<ScramHash> scramHashes() {
        return Set.of();
    }

    /// What to check a SCRAM log-in with. For a name that nobody has, and for an account that cannot log in so, the
    /// answer is one that no password fits.
    ///
    /// @param hash one of [#scramHashes]
    /// @return empty where the directory cannot answer now
    default Optional<ScramVerifier> scram(String name, ScramHash hash) {
        return Optional.empty();
    }

    /// Checks a user name and password. A name without domain is taken in the default domain.
    ///
    /// Takes about the same time whether the account exists or not. Slow by design; bounded in how many run
    /// at once.
    Authentication authenticate(String name, String password);

    /// What came of a log-in.
    sealed interface Authentication {
        record Authenticated(Account account) implements Authentication {}

        /// Wrong name or password, or the account is disabled: the peer is not told which.
        record Refused() implements Authentication {}

        /// The directory cannot answer now.
        record Unavailable(String cause) implements Authentication {}
    }
}
