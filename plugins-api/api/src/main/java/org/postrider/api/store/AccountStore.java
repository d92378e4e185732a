package org.postrider.api.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The mailboxes of one account. Thread-safe. INBOX is always there.
public interface AccountStore {
    /// The longest note, in characters.
    int NOTE_LENGTH_MAX = 1024 * 1024;

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

    /// What is noted of a mailbox under `key`: who may use it, what somebody wrote about it. A note is renamed and
    /// deleted with its mailbox; a new one, even of an old name, has none. It survives a power failure once
    /// [#changeNote] has returned.
    ///
    /// @param key 1 to 30 of `a-z -`
    /// @return empty text where nothing is
    /// @throws StoreException NOT_FOUND
    default String note(MailboxName name, String key) throws StoreException {
        return "";
    }

    /// The keys under which anything is noted of a mailbox.
    ///
    /// @throws StoreException NOT_FOUND
    default Set<String> noteKeys(MailboxName name) throws StoreException {
        return Set.of();
    }

    /// Changes a note, alone: nobody else changes a note of this account meanwhile.
    ///
    /// @param change from the old text to the new one, of [#NOTE_LENGTH_MAX] characters at most; empty for none.
    ///     What it throws leaves all as it was
    /// @throws StoreException NOT_FOUND, TEMPORARY; INVALID where it is too long, or the store keeps no notes
    default void changeNote(MailboxName name, String key, UnaryOperator<String> change) throws StoreException {
        throw new StoreException(StoreException.Kind.INVALID, "this store keeps no notes of mailboxes");
    }

    /// As [Mailbox#repair], for what belongs to none of the mailboxes; to be called after them.
    default void repair(Repair repair) throws StoreException {}

    /// @param selectable false where the name only has others below it
    record MailboxInfo(MailboxName name, boolean selectable, Optional<SpecialUse> use) {}
}
