package org.postrider.maildir;

import java.util.Arrays;
import java.util.BitSet;
import org.postrider.api.store.SystemFlag;
import org.postrider.storefiles.FlagSets;
import org.postrider.storefiles.MessagesView;

/// The messages of a mailbox in memory: columns of primitive arrays, in the order of the UIDs. Guarded by the mailbox's
/// lock; a [MessagesView] of it may be used by anybody.
///
/// Appending never touches what a view sees, because a view knows how many messages it has; changing or removing copies
/// the columns first where a view shares them.
final class Messages {
    private int count;
    private int unseen;
    private long octets;
    private long[] uids = new long[16];
    private long[] modSeqs = new long[16];
    private long[] flags = new long[16];
    private long[] sizes = new long[16];
    private long[] dates = new long[16];
    private long[] derivedAt = new long[16];
    /// In seconds.
    private int[] saved = new int[16];

    private int[] names = new int[16];
    private NameHeap heap = new NameHeap();
    private boolean shared;
    private boolean sizesShared;

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

    /// Where the [DerivedCache] has it; negative where it has not.
    long derivedAt(int position) {
        return derivedAt[position];
    }

    MessageFile file(int position) {
        return heap.get(names[position]);
    }

    /// @param uid larger than all before
    void add(long uid, long modSeq, long flagWord, long size, long date, long derived, MessageFile file) {
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
        saved[count] = saved(file, date);
        names[count] = heap.add(file);
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

    void setSize(int position, long size) {
        if (sizesShared) {
            sizes = sizes.clone();
            sizesShared = false;
        }
        octets += size - sizes[position];
        sizes[position] = size;
    }

    // No view looks at names and derived data.
    void setFile(int position, MessageFile file) {
        heap.giveUp(names[position]);
        names[position] = heap.add(file);
        if (heap.mostlyDead()) {
            NameHeap fresh = new NameHeap();
            for (int i = 0; i < count; i++) {
                names[i] = fresh.add(heap.get(names[i]));
            }
            heap = fresh;
        }
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

    /// Removes the messages at those positions.
    void remove(BitSet positions) {
        Messages kept = new Messages();
        kept.resize(Math.max(16, count - positions.cardinality() + count / 8));
        for (int i = positions.nextClearBit(0); i < count; i = positions.nextClearBit(i + 1)) {
            kept.add(uids[i], modSeqs[i], flags[i], sizes[i], dates[i], derivedAt[i], file(i));
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
        saved = kept.saved;
        names = kept.names;
        heap = kept.heap;
        shared = false;
        sizesShared = false;
    }

    MessagesView view(long uidValidity, long uidNext, long highestModSeq, FlagSets sets) {
        shared = true;
        sizesShared = true;
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

    /// Whether there are the same messages with the same flags and names.
    boolean isSameAs(Messages other) {
        boolean same = count == other.count
                && Arrays.equals(uids, 0, count, other.uids, 0, count)
                && Arrays.equals(modSeqs, 0, count, other.modSeqs, 0, count)
                && Arrays.equals(flags, 0, count, other.flags, 0, count)
                && Arrays.equals(sizes, 0, count, other.sizes, 0, count)
                && Arrays.equals(dates, 0, count, other.dates, 0, count);
        for (int i = 0; same && i < count; i++) {
            same = file(i).equals(other.file(i));
        }
        return same;
    }

    private void resize(int capacity) {
        uids = Arrays.copyOf(uids, capacity);
        modSeqs = Arrays.copyOf(modSeqs, capacity);
        flags = Arrays.copyOf(flags, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        dates = Arrays.copyOf(dates, capacity);
        derivedAt = Arrays.copyOf(derivedAt, capacity);
        saved = Arrays.copyOf(saved, capacity);
        names = Arrays.copyOf(names, capacity);
        shared = false;
        sizesShared = false;
    }

    // A file's name begins with when it was put there, as all Maildir programs have it.
    private static int saved(MessageFile file, long date) {
        long seconds = file.seconds();
        return Math.clamp(seconds > 0 ? seconds : Math.floorDiv(date, 1000L), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static int isUnseen(long flagWord) {
        return (flagWord & SystemFlag.SEEN.bit()) == 0 ? 1 : 0;
    }
}
