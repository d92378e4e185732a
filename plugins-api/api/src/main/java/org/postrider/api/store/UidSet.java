package org.postrider.api.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// A set of UIDs, kept as ascending ranges that do not touch. Immutable.
public final class UidSet {
    public static final long UID_MAX = 0xffff_ffffL;
    public static final UidSet EMPTY = new UidSet(new long[0]);
    public static final UidSet ALL = UidSet.range(1, UID_MAX);

    // first and last of each range in turn
    private final long[] bounds;

    private UidSet(long[] bounds) {
        this.bounds = bounds;
    }

    public static UidSet of(long... uids) {
        long[] sorted = uids.clone();
        Arrays.sort(sorted);
        Builder builder = new Builder();
        for (long uid : sorted) {
            builder.addRange(uid, uid);
        }
        return builder.build();
    }

    /// Both ends included, in either order.
    public static UidSet range(long one, long other) {
        return new Builder()
                .addRange(Math.min(one, other), Math.max(one, other))
                .build();
    }

    /// Ranges in any order, overlapping or not.
    public static UidSet ofRanges(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> Long.compare(a.first(), b.first()));
        Builder builder = new Builder();
        sorted.forEach(range -> builder.addRange(range.first(), range.last()));
        return builder.build();
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    public boolean contains(long uid) {
        int low = 0;
        int high = bounds.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (uid < bounds[2 * middle]) {
                high = middle - 1;
            } else if (uid > bounds[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /// The smallest of these UIDs that is not less than `uid`; 0 where there is none.
    public long ceiling(long uid) {
        int low = 0;
        int high = bounds.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (uid > bounds[2 * middle + 1]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low == bounds.length ? 0 : Math.max(uid, bounds[2 * low]);
    }

    /// In ascending order.
    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new Range(bounds[i], bounds[i + 1]));
        }
        return ranges;
    }

    /// How many UIDs.
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    /// In ascending order. Of use where the set is known to be small: [#ALL] has four thousand million.
    public LongStream stream() {
        return ranges().stream().flatMapToLong(range -> LongStream.rangeClosed(range.first(), range.last()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /// As in IMAP: `1:3,7`.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (Range range : ranges()) {
            out.append(out.isEmpty() ? "" : ",").append(range.first());
            if (range.last() != range.first()) {
                out.append(':').append(range.last());
            }
        }
        return out.toString();
    }

    /// @param first 1 to 4294967295
    /// @param last not less than `first`
    public record Range(long first, long last) {
        public Range {
            if (first < 1 || last > UID_MAX || first > last) {
                throw new IllegalArgumentException(first + ":" + last + " is no range of UIDs");
            }
        }
    }

    /// Gathers ranges whose first UIDs do not descend.
    public static final class Builder {
        private long[] bounds = new long[16];
        private int length;

        public Builder add(long uid) {
            return addRange(uid, uid);
        }

        public Builder addRange(long first, long last) {
            if (first < 1 || last > UID_MAX || first > last || (length > 0 && first < bounds[length - 2])) {
                throw new IllegalArgumentException(first + ":" + last + " is no range of UIDs in order");
            }
            if (length > 0 && first <= bounds[length - 1] + 1) {
                bounds[length - 1] = Math.max(bounds[length - 1], last);
                return this;
            }
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * length);
            }
            bounds[length++] = first;
            bounds[length++] = last;
            return this;
        }

        public UidSet build() {
            return length == 0 && EMPTY != null ? EMPTY : new UidSet(Arrays.copyOf(bounds, length));
        }
    }
}
