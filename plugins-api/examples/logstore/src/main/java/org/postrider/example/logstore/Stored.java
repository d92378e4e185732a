package org.postrider.example.logstore;

import java.time.Instant;
import org.postrider.api.store.Flags;

/// A message in a mailbox. Immutable.
///
/// @param body the number of its file
record Stored(long uid, long modSeq, long body, long size, Instant internalDate, Instant saveDate, Flags flags) {
    Stored with(long changedModSeq, Flags changed) {
        return new Stored(uid, changedModSeq, body, size, internalDate, saveDate, changed);
    }
}
