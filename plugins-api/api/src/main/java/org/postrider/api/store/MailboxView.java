package org.postrider.api.store;

import java.time.Instant;

/// A mailbox at one moment: its messages in the order of their UIDs, by position from 0. Immutable, thread-safe.
public interface MailboxView {
    long uidValidity();

    /// What the next message's UID will be at least.
    long uidNext();

    /// The highest MODSEQ that any change had, expunges included; at least 1.
    long highestModSeq();

    int count();

    long uid(int position);

    /// @return the position, or `-(insertion point) - 1` where no message has that UID, as in
    ///     [java.util.Arrays#binarySearch(long\[\], long)]
    int position(long uid);

    Flags flags(int position);

    long modSeq(int position);

    /// The octets that [Mailbox#content] has.
    long size(int position);

    Instant internalDate(int position);

    /// When the message came into this mailbox, be it by delivery, APPEND, COPY or MOVE (RFC 8514 §2). To the second.
    Instant saveDate(int position);

    /// The sizes of all messages together.
    default long octets() {
        long octets = 0;
        for (int i = 0; i < count(); i++) {
            octets += size(i);
        }
        return octets;
    }

    /// How many lack `\Seen`.
    int unseen();
}
