package org.postrider.api.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The mailboxes of one account. Thread-safe. INBOX is always there.
public interface AccountStore {
    /// All mailboxes, sorted by name, and names that only have others below them.
    List<MailboxInfo> list() throws StoreException;

    /// @throws StoreException NOT_FOUND
    Mailbox open(MailboxName name) throws StoreException;

    /// Makes a mailbox; those above it are made too where the store needs them.
    ///
    /// @throws StoreException ALREADY_EXISTS, INVALID; CONFLICT where another mailbox has that special use
    void create(MailboxName name, Optional<SpecialUse> use) throws StoreException;

    /// Deletes a mailbox and its messages; those below it stay.
    ///
    /// @throws StoreException NOT_FOUND; CONFLICT for INBOX
    void delete(MailboxName name) throws StoreException;

    /// Renames a mailbox and those below it. Renaming INBOX moves its messages to a new mailbox (RFC 9051
    /// §6.3.6).
    ///
    /// @throws StoreException NOT_FOUND, ALREADY_EXISTS, CONFLICT
    void rename(MailboxName from, MailboxName to) throws StoreException;

    /// Names a user wants to see; a mailbox of that name need not exist.
    Set<MailboxName> subscriptions() throws StoreException;

    void subscribe(MailboxName name, boolean subscribed) throws StoreException;

    /// How much the account holds now. Counts all mailboxes: the more there are, the longer it takes.
    default Usage usage() throws StoreException {
        Usage usage = new Usage(0, 0, 0);
        for (MailboxInfo info : list()) {
            if (info.selectable()) {
                try (Mailbox mailbox = open(info.name())) {
                    MailboxView view = mailbox.view();
                    usage = usage.plus(new Usage(view.octets(), view.count(), 1));
                } catch (StoreException e) {
                    // One that was just deleted holds nothing.
                    if (e.kind() != StoreException.Kind.NOT_FOUND) {
                        throw e;
                    }
                }
            }
        }
        return usage;
    }

    /// What the account may hold and what it held just now, for other programs that put mail into the same files.
    default void noteQuota(Quota quota, Usage usage) throws StoreException {}

    /// @param selectable false where the name only has others below it
    record MailboxInfo(MailboxName name, boolean selectable, Optional<SpecialUse> use) {}
}
