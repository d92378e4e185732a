package org.postrider.api.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Content;

/// One mailbox, opened. Thread-safe; every session that opened it sees the same.
///
/// Each change gives the messages that it touches a new, higher MODSEQ (RFC 7162 §3.1), expunges included: a session
/// keeps the highest one it knows and asks [#changesSince] for what it has to tell its client.
public interface Mailbox extends AutoCloseable {
    MailboxName name();

    /// Never changes, whatever the mailbox is called: 1 to 64 of `A-Z a-z 0-9 _ -` (RFC 8474 §4).
    String id();

    /// The mailbox as it is now. Cheap where nothing changed since the last call.
    MailboxView view() throws StoreException;

    /// What changed after MODSEQ `modSeq`, which was the highest of an earlier view.
    Changes changesSince(long modSeq) throws StoreException;

    /// Adds a message.
    ///
    /// @throws StoreException TEMPORARY, OVER_QUOTA, INVALID, NOT_FOUND (the mailbox was deleted)
    Appended append(NewMessage message) throws StoreException;

    /// Adds messages, all or none (RFC 3502): nobody sees some of them without the others.
    ///
    /// @return in the order of `messages`
    /// @throws StoreException as [#append]; nothing was added then
    List<Appended> appendAll(List<NewMessage> messages) throws StoreException;

    /// Puts a message in the place of one of this mailbox (RFC 8508): adds it to `target`, which may be this mailbox,
    /// and expunges the old one. Where it cannot be added, the old one stays.
    ///
    /// @throws StoreException as [#append]; NOT_FOUND where the old message is gone
    default Appended replace(long uid, Mailbox target, NewMessage message) throws StoreException {
        if (view().position(uid) < 0) {
            throw new StoreException(StoreException.Kind.NOT_FOUND, "the message with UID " + uid + " is gone");
        }
        Appended appended = target.append(message);
        expunge(UidSet.of(uid));
        return appended;
    }

    /// Changes flags.
    ///
    /// @param uids those that do not exist are passed over
    /// @param unchangedSince messages whose MODSEQ is higher are left alone (RFC 7162 §3.1.3);
    ///     [Long#MAX_VALUE] for all
    StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException;

    /// Copies messages with flags and internal date, all or none.
    CopyResult copy(UidSet uids, Mailbox target) throws StoreException;

    /// Copies and expunges (RFC 6851), all or none.
    CopyResult move(UidSet uids, Mailbox target) throws StoreException;

    /// Removes messages for good, whatever their flags.
    ///
    /// @return those that were there
    UidSet expunge(UidSet uids) throws StoreException;

    /// The message's octets, line breaks as CRLF. Readable as long as the message is not expunged.
    ///
    /// @throws StoreException NOT_FOUND where it is gone
    Content content(long uid) throws StoreException;

    /// What `field` computes of the message: kept from when it was stored, or computed and kept now.
    ///
    /// @throws StoreException NOT_FOUND where the message is gone
    byte[] derived(long uid, DerivedField field) throws StoreException;

    /// Compares all that the store keeps beside the messages (index, sizes, caches, small files) with the messages
    /// themselves, and puts right what is wrong, while others use the mailbox. No UID, flag or keyword is
    /// lost. Reads every message.
    ///
    /// @throws IOException what [Repair#messageDone] throws; StoreException as [#view]
    default void repair(Repair repair) throws IOException {}

    /// Forgets what was derived of the messages, and derives it anew.
    ///
    /// @throws IOException what [TaskProgress#messageDone] throws; the rest is derived when it is asked for
    default void renewDerived(TaskProgress progress) throws IOException {}

    /// From now on `listener` is called after each change, by the thread that made it, outside the store's
    /// locks;
    /// it only notes that there is something to look for.
    ///
    /// @return ends it
    Watch watch(Runnable listener);

    /// The caller needs it no more; the mailbox's memory can be given back.
    @Override
    void close();

    /// @param flags at first
    /// @param internalDate empty for now
    /// @param delivery where given, and a message of that delivery is or was here, nothing is added
    /// @param durable return only when the message survives a power failure; false where the spool still has it
    record NewMessage(
            Content content,
            Flags flags,
            Optional<java.time.Instant> internalDate,
            Optional<DeliveryName> delivery,
            boolean durable) {}

    /// @param added false where the delivery had been made before; `uid` is 0 then if the message is gone
    record Appended(long uidValidity, long uid, boolean added) {}

    /// @param changed the messages that have the flags now, with or without a change
    /// @param modified those left alone because of `unchangedSince`
    /// @param highestModSeq after the change
    record StoreResult(UidSet changed, UidSet modified, long highestModSeq) {}

    /// @param sources ascending
    /// @param copies the UIDs in the target, in the order of `sources`
    record CopyResult(long uidValidity, List<Long> sources, List<Long> copies) {}

    /// @param changed messages that are new or whose flags changed, and are still there
    /// @param vanished messages that were expunged; may name some that the caller never saw
    /// @param highestModSeq from which to ask next
    record Changes(UidSet changed, UidSet vanished, long highestModSeq) {}

    /// Ends a watch.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
