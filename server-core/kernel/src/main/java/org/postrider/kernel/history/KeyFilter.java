package org.postrider.kernel.history;

import java.util.Collection;

/// A Bloom filter: says of a key that it is certainly not there, or perhaps. Immutable.
final class KeyFilter {
    // One in a thousand keys that are not there seems to be.
    private static final int BITS_PER_KEY = 16;
    private static final int PROBES = 7;

    private final long[] words;

    /// @param words 64 bits each; they are the filter's from now on
    KeyFilter(long[] words) {
        this.words = words;
    }

    static KeyFilter of(Collection<String> keys) {
        KeyFilter filter = new KeyFilter(new long[Math.max(1, keys.size() * BITS_PER_KEY / 64)]);
        for (String key : keys) {
            long hash = hash(key);
            for (int i = 0; i < PROBES; i++) {
                int bit = filter.bit(hash, i);
                filter.words[bit >>> 6] |= 1L << bit;
            }
        }
        return filter;
    }

    /// Not to be changed.
    long[] words() {
        return words;
    }

    /// @param hash of a key, by [#hash]
    boolean mayHave(long hash) {
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(hash, i);
            if ((words[bit >>> 6] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    // String's own hash is specified, so that filters on the disk stay true; the rest spreads it over 64 bits.
    static long hash(String key) {
        long mixed = (key.hashCode() & 0xffff_ffffL) | ((long) key.length() << 32);
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }

    private int bit(long hash, int probe) {
        long spread = (hash & 0xffff_ffffL) + probe * (hash >>> 32 | 1);
        return (int) Long.remainderUnsigned(spread, words.length * 64L);
    }
}
