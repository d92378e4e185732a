package org.postrider.imap.syntax;

import java.time.LocalDate;
import java.util.List;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Flags;

/// What SEARCH asks for (RFC 3501 §6.4.4).
public sealed interface SearchKey {
    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    record Or(SearchKey one, SearchKey other) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    record All() implements SearchKey {}

    /// All of the flags are set.
    record HasFlags(Flags flags) implements SearchKey {}

    record Sequence(SequenceSet set) implements SearchKey {}

    record Uids(SequenceSet set) implements SearchKey {}

    /// More octets than that.
    record Larger(long octets) implements SearchKey {}

    record Smaller(long octets) implements SearchKey {}

    /// @param sent by the Date field; else by the internal date
    record Dated(boolean sent, Relation relation, LocalDate date) implements SearchKey {}

    /// Arrived within, or before, so many seconds (RFC 5032).
    record Within(boolean younger, long seconds) implements SearchKey {}

    /// MODSEQ at least (RFC 7162 §3.1.5).
    record ModSeqAtLeast(long value) implements SearchKey {}

    /// Came into the mailbox on such a day (RFC 8514 §4.2).
    record Saved(Relation relation, LocalDate date) implements SearchKey {}

    /// RFC 8474 §6
    ///
    /// @param thread THREADID, else EMAILID
    record ObjectId(boolean thread, String id) implements SearchKey {}

    record Text(TextKey key) implements SearchKey {}

    /// The same, but ranked and not to the letter (RFC 6203 §3).
    record Fuzzy(SearchKey key) implements SearchKey {}

    /// Of dates, without time and zone (RFC 3501 §6.4.4).
    enum Relation {
        BEFORE,
        ON,
        SINCE
    }
}
