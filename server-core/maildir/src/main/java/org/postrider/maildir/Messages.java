package org.postrider.maildir;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.SystemFlag;

/// The messages of a mailbox in memory: columns of primitive arrays, in the order of the UIDs. Guarded by the mailbox's
/// lock; a [View] of it may be used by anybody.
///
/// Appending never touches what a view sees, because a view knows how many messages it has; changing or removing copies
/// the columns first where a view shares them.
final class Messages {
    private int count;
    private long[] uids = new long[16];
    private long[] modSeqs = new long[16];
    /// System flags in the low octet, keywords above.
    private long[] flags = new long[16];

    private long[] sizes = new long[16];
    private long[] dates = new long[16];
    private @Nullable MessageFile[] files = new MessageFile[16];
    private boolean shared;

    static long flagWord(int systemBits, int keywordBits) {
        return systemBits | ((long) keywordBits << 8);
    }

    static int systemBits(long word) {
        return (int) (word & 0xff);
    }

    static int keywordBits(long word) {
        return (int) (word >>> 8);
    }

    int count() {
        return count;
    }

    int position(long uid) {
        // Nearly always a new message: behind the last one.
        if (count == 0 || uid > uids[count - 1]) {
            return -count - 1;
        }
        return Arrays.binarySearch(uids, 0, count, uid);
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

    long date(int position) {
        return dates[position];
    }

    MessageFile file(int position) {
        MessageFile file = files[position];
        if (file == null) {
            throw new IndexOutOfBoundsException(position);
        }
        return file;
    }

    void setFile(int position, MessageFile file) {
        // No view looks at names.
        files[position] = file;
    }

    /// @param uid larger than all before
    void add(long uid, long modSeq, long flagWord, long size, long date, MessageFile file) {
        if (count == uids.length) {
            int capacity = 2 * count;
            uids = Arrays.copyOf(uids, capacity);
            modSeqs = Arrays.copyOf(modSeqs, capacity);
            flags = Arrays.copyOf(flags, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
            dates = Arrays.copyOf(dates, capacity);
            files = Arrays.copyOf(files, capacity);
            shared = false;
        }
        uids[count] = uid;
        modSeqs[count] = modSeq;
        flags[count] = flagWord;
        sizes[count] = size;
        dates[count] = date;
        files[count] = file;
        count++;
    }

    void change(int position, long modSeq, long flagWord) {
        if (shared) {
            modSeqs = modSeqs.clone();
            flags = flags.clone();
            shared = false;
        }
        modSeqs[position] = modSeq;
        flags[position] = flagWord;
    }

    /// Removes the messages at those positions.
    void remove(java.util.BitSet positions) {
        int kept = count - positions.cardinality();
        int capacity = Math.max(16, kept + kept / 4);
        Messages copy = new Messages();
        copy.uids = new long[capacity];
        copy.modSeqs = new long[capacity];
        copy.flags = new long[capacity];
        copy.sizes = new long[capacity];
        copy.dates = new long[capacity];
        copy.files = new MessageFile[capacity];
        for (int i = positions.nextClearBit(0); i < count; i = positions.nextClearBit(i + 1)) {
            copy.add(uids[i], modSeqs[i], flags[i], sizes[i], dates[i], file(i));
        }
        uids = copy.uids;
        modSeqs = copy.modSeqs;
        flags = copy.flags;
        sizes = copy.sizes;
        dates = copy.dates;
        files = copy.files;
        count = copy.count;
        shared = false;
    }

    View view(long uidValidity, long uidNext, long highestModSeq, FlagSets sets) {
        shared = true;
        return new View(this, uidValidity, uidNext, highestModSeq, sets);
    }

    /// The messages at one moment.
    static final class View implements org.postrider.api.store.MailboxView {
        private final long uidValidity;
        private final long uidNext;
        private final long highestModSeq;
        private final int count;
        private final long[] uids;
        private final long[] modSeqs;
        private final long[] flags;
        private final long[] sizes;
        private final long[] dates;
        private final FlagSets sets;
        private volatile int unseen = -1;

        View(Messages now, long uidValidity, long uidNext, long highestModSeq, FlagSets sets) {
            this.uidValidity = uidValidity;
            this.uidNext = uidNext;
            this.highestModSeq = highestModSeq;
            this.count = now.count;
            this.uids = now.uids;
            this.modSeqs = now.modSeqs;
            this.flags = now.flags;
            this.sizes = now.sizes;
            this.dates = now.dates;
            this.sets = sets;
        }

        @Override
        public long uidValidity() {
            return uidValidity;
        }

        @Override
        public long uidNext() {
            return uidNext;
        }

        @Override
        public long highestModSeq() {
            return highestModSeq;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public long uid(int position) {
            return uids[checked(position)];
        }

        @Override
        public int position(long uid) {
            return Arrays.binarySearch(uids, 0, count, uid);
        }

        @Override
        public org.postrider.api.store.Flags flags(int position) {
            return sets.flags(flags[checked(position)]);
        }

        @Override
        public long modSeq(int position) {
            return modSeqs[checked(position)];
        }

        @Override
        public long size(int position) {
            return sizes[checked(position)];
        }

        @Override
        public Instant internalDate(int position) {
            return Instant.ofEpochMilli(dates[checked(position)]);
        }

        @Override
        public int unseen() {
            int known = unseen;
            if (known < 0) {
                known = 0;
                for (int i = 0; i < count; i++) {
                    known += (flags[i] & SystemFlag.SEEN.bit()) == 0 ? 1 : 0;
                }
                unseen = known;
            }
            return known;
        }

        private int checked(int position) {
            return java.util.Objects.checkIndex(position, count);
        }
    }
}
