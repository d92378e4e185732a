package org.postrider.mbox;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.postrider.api.store.SystemFlag;
import org.postrider.mbox.format.ContentForm;
import org.postrider.storefiles.FlagSets;
import org.postrider.storefiles.MessagesView;

/// The messages of a mailbox in memory: columns of primitive arrays, in the order of the UIDs, which need not be that
/// of the file. Guarded by the mailbox's lock; a [MessagesView] of it may be used by anybody.
///
/// Appending never touches what a view sees, because a view knows how many messages it has; changing or removing copies
/// the columns first where a view shares them.
final class Messages {
    static final long NOWHERE = -1;

    private static final int EXACT = 1;
    private static final int OPEN = 2;
    private static final int TIDY = 4;
    private static final int OLD = 8;

    private int count;
    private int unseen;
    private long octets;
    private long[] uids = new long[16];
    private long[] modSeqs = new long[16];
    private long[] flags = new long[16];
    private long[] sizes = new long[16];
    private long[] dates = new long[16];
    private long[] derivedAt = new long[16];
    private long[] deliveries = new long[16];
    private long[] offsets = new long[16];
    private long[] lengths = new long[16];
    /// In seconds.
    private int[] saved = new int[16];

    private byte[] marks = new byte[16];
    private boolean shared;

    int count() {
        return count;
    }

    int position(long uid) {
        // Nearly always a new message: behind the last one.
        if (uid > lastUid()) {
            return -count - 1;
        }
        return Arrays.binarySearch(uids, 0, count, uid);
    }

    /// 0 where there is none.
    long lastUid() {
        return count == 0 ? 0 : uids[count - 1];
    }

    long uid(int position) {
        return uids[position];
    }

    long modSeq(int position) {
        return modSeqs[position];
    }

    long flags(int position) {
        return flags[position];
    }

    long size(int position) {
        return sizes[position];
    }

    /// In milliseconds.
    long date(int position) {
        return dates[position];
    }

    long derivedAt(int position) {
        return derivedAt[position];
    }

    long delivery(int position) {
        return deliveries[position];
    }

    /// Where its `From ` line begins in the file.
    long offset(int position) {
        return offsets[position];
    }

    /// In the file, from its `From ` line to that of the next message.
    long length(int position) {
        return lengths[position];
    }

    ContentForm form(int position) {
        return new ContentForm((marks[position] & EXACT) != 0, (marks[position] & OPEN) != 0);
    }

    boolean isOld(int position) {
        return (marks[position] & OLD) != 0;
    }

    /// True where the mailbox's own fields can be changed in place.
    boolean isTidy(int position) {
        return (marks[position] & TIDY) != 0;
    }

    byte marks(int position) {
        return marks[position];
    }

    static byte marks(ContentForm form, boolean old, boolean tidy) {
        return (byte) ((form.exact() ? EXACT : 0) | (form.open() ? OPEN : 0) | (old ? OLD : 0) | (tidy ? TIDY : 0));
    }

    /// When it came into the mailbox, in seconds since 1970.
    long saved(int position) {
        return saved[position];
    }

    /// @param savedAt in seconds
    void add(long uid, long modSeq, long flagWord, long size, long date, long derived, long delivery, long savedAt) {
        if (count == uids.length) {
            resize(2 * count);
        }
        uids[count] = uid;
        modSeqs[count] = modSeq;
        flags[count] = flagWord;
        sizes[count] = size;
        octets += size;
        dates[count] = date;
        derivedAt[count] = derived;
        deliveries[count] = delivery;
        saved[count] = Math.clamp(savedAt, Integer.MIN_VALUE, Integer.MAX_VALUE);
        offsets[count] = NOWHERE;
        lengths[count] = 0;
        marks[count] = 0;
        unseen += isUnseen(flagWord);
        count++;
    }

    void change(int position, long modSeq, long flagWord) {
        if (shared) {
            modSeqs = modSeqs.clone();
            flags = flags.clone();
            shared = false;
        }
        unseen += isUnseen(flagWord) - isUnseen(flags[position]);
        modSeqs[position] = modSeq;
        flags[position] = flagWord;
    }

    // No view looks at places and derived data.
    void place(int position, long offset, long length) {
        offsets[position] = offset;
        lengths[position] = length;
    }

    void mark(int position, byte all) {
        marks[position] = all;
    }

    void setDerivedAt(int position, long at) {
        derivedAt[position] = at;
    }

    void setDerivedAt(long[] all) {
        derivedAt = all;
    }

    long[] derivedAt() {
        return derivedAt;
    }

    /// The positions in the order of the file.
    int[] inFile() {
        boolean sorted = true;
        for (int i = 1; i < count && sorted; i++) {
            sorted = offsets[i - 1] < offsets[i];
        }
        if (sorted) {
            return IntStream.range(0, count).toArray();
        }
        return IntStream.range(0, count)
                .boxed()
                .sorted((a, b) -> Long.compare(offsets[a], offsets[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /// Removes the messages at those positions.
    void remove(BitSet positions) {
        Messages kept = new Messages();
        kept.resize(Math.max(16, count - positions.cardinality() + count / 8));
        for (int i = positions.nextClearBit(0); i < count; i = positions.nextClearBit(i + 1)) {
            kept.add(uids[i], modSeqs[i], flags[i], sizes[i], dates[i], derivedAt[i], deliveries[i], saved[i]);
            kept.place(kept.count - 1, offsets[i], lengths[i]);
            kept.mark(kept.count - 1, marks[i]);
        }
        count = kept.count;
        unseen = kept.unseen;
        octets = kept.octets;
        uids = kept.uids;
        modSeqs = kept.modSeqs;
        flags = kept.flags;
        sizes = kept.sizes;
        dates = kept.dates;
        derivedAt = kept.derivedAt;
        deliveries = kept.deliveries;
        saved = kept.saved;
        offsets = kept.offsets;
        lengths = kept.lengths;
        marks = kept.marks;
        shared = false;
    }

    MessagesView view(long uidValidity, long uidNext, long highestModSeq, FlagSets sets) {
        shared = true;
        return new MessagesView(
                uidValidity,
                uidNext,
                highestModSeq,
                count,
                unseen,
                octets,
                uids,
                modSeqs,
                flags,
                sizes,
                dates,
                saved,
                sets);
    }

    /// Whether there are the same messages with the same flags, wherever they are in the file.
    boolean isSameAs(Messages other) {
        return count == other.count
                && Arrays.equals(uids, 0, count, other.uids, 0, count)
                && Arrays.equals(modSeqs, 0, count, other.modSeqs, 0, count)
                && Arrays.equals(flags, 0, count, other.flags, 0, count)
                && Arrays.equals(sizes, 0, count, other.sizes, 0, count)
                && Arrays.equals(dates, 0, count, other.dates, 0, count)
                && Arrays.equals(deliveries, 0, count, other.deliveries, 0, count)
                && Arrays.equals(saved, 0, count, other.saved, 0, count);
    }

    private void resize(int capacity) {
        uids = Arrays.copyOf(uids, capacity);
        modSeqs = Arrays.copyOf(modSeqs, capacity);
        flags = Arrays.copyOf(flags, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        dates = Arrays.copyOf(dates, capacity);
        derivedAt = Arrays.copyOf(derivedAt, capacity);
        deliveries = Arrays.copyOf(deliveries, capacity);
        saved = Arrays.copyOf(saved, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        marks = Arrays.copyOf(marks, capacity);
        shared = false;
    }

    private static int isUnseen(long flagWord) {
        return (flagWord & SystemFlag.SEEN.bit()) == 0 ? 1 : 0;
    }
}
