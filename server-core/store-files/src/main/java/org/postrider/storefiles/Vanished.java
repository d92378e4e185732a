package org.postrider.storefiles;

import java.util.Arrays;
import java.util.Optional;
import org.postrider.api.store.UidSet;

/// The messages that were expunged: their UIDs by MODSEQ, and the keys of their deliveries, so that a delivery which is
/// repeated does not bring them back. Bounded: the oldest are forgotten. Guarded by the mailbox's lock.
public final class Vanished {
    private final int countMax;
    private final LongSet deliveries = new LongSet();
    private long[] modSeqs = new long[16];
    private long[] uids = new long[16];
    private long[] keys = new long[16];
    private int count;
    /// What was expunged at or before this MODSEQ is not known any more.
    private long forgotten;

    public Vanished(int countMax) {
        this.countMax = countMax;
    }

    public int count() {
        return count;
    }

    public long modSeq(int i) {
        return modSeqs[i];
    }

    public long uid(int i) {
        return uids[i];
    }

    public long key(int i) {
        return keys[i];
    }

    public long forgotten() {
        return forgotten;
    }

    /// @param modSeq not below those before
    /// @param key of its delivery, or 0
    public void add(long modSeq, long uid, long key) {
        if (count == countMax) {
            forgetOlderHalf();
        }
        if (count == uids.length) {
            int capacity = Math.min(2 * count, countMax);
            modSeqs = Arrays.copyOf(modSeqs, capacity);
            uids = Arrays.copyOf(uids, capacity);
            keys = Arrays.copyOf(keys, capacity);
        }
        modSeqs[count] = modSeq;
        uids[count] = uid;
        keys[count++] = key;
        if (key != 0) {
            deliveries.add(key);
        }
    }

    public boolean delivered(long key) {
        return deliveries.contains(key);
    }

    /// Expunges up to `modSeq` may have been lost.
    public void uncertainUntil(long modSeq) {
        forgotten = Math.max(forgotten, modSeq);
    }

    /// Those expunged after `modSeq`; empty where that is not known.
    public Optional<UidSet> since(long modSeq) {
        if (modSeq < forgotten) {
            return Optional.empty();
        }
        int from = count;
        while (from > 0 && modSeqs[from - 1] > modSeq) {
            from--;
        }
        return Optional.of(UidSet.of(Arrays.copyOfRange(uids, from, count)));
    }

    private void forgetOlderHalf() {
        int half = count / 2;
        forgotten = Math.max(forgotten, modSeqs[half - 1]);
        for (int i = 0; i < half; i++) {
            if (keys[i] != 0) {
                deliveries.remove(keys[i]);
            }
        }
        System.arraycopy(modSeqs, half, modSeqs, 0, count - half);
        System.arraycopy(uids, half, uids, 0, count - half);
        System.arraycopy(keys, half, keys, 0, count - half);
        count -= half;
    }
}
