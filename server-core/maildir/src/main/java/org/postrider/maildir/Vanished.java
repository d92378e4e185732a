package org.postrider.maildir;

import java.util.Arrays;
import java.util.Optional;
import org.postrider.api.store.UidSet;

/// The UIDs that were expunged, by MODSEQ. Bounded: the oldest are forgotten. Guarded by the mailbox's lock.
final class Vanished {
    private final int countMax;
    private long[] modSeqs = new long[16];
    private long[] uids = new long[16];
    private int count;
    /// What was expunged at or before this MODSEQ is not known any more.
    private long forgotten;

    Vanished(int countMax) {
        this.countMax = countMax;
    }

    /// @param modSeq not below those before
    void add(long modSeq, long uid) {
        if (count == countMax) {
            int half = count / 2;
            forgotten = modSeqs[half - 1];
            System.arraycopy(modSeqs, half, modSeqs, 0, count - half);
            System.arraycopy(uids, half, uids, 0, count - half);
            count -= half;
        }
        if (count == uids.length) {
            modSeqs = Arrays.copyOf(modSeqs, Math.min(2 * count, countMax));
            uids = Arrays.copyOf(uids, Math.min(2 * count, countMax));
        }
        modSeqs[count] = modSeq;
        uids[count++] = uid;
    }

    void forgetBefore(long modSeq) {
        forgotten = Math.max(forgotten, modSeq);
        count = 0;
    }

    /// Those expunged after `modSeq`; empty where that is not known.
    Optional<UidSet> since(long modSeq) {
        if (modSeq < forgotten) {
            return Optional.empty();
        }
        int from = count;
        while (from > 0 && modSeqs[from - 1] > modSeq) {
            from--;
        }
        return Optional.of(UidSet.of(Arrays.copyOfRange(uids, from, count)));
    }
}
