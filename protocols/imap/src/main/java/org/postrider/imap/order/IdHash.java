package org.postrider.imap.order;

import java.util.SplittableRandom;

/// Makes 64 bits of a message ID, with numbers that nobody knows who sends mail: whoever writes message IDs cannot make
/// two that are taken for one. Never 0. Thread-safe.
final class IdHash {
    private static final long ODD = 0x9e3779b97f4a7c15L;

    private final long seed = new SplittableRandom().nextLong();

    long of(String id) {
        long hash = seed;
        for (int i = 0; i < id.length(); i++) {
            hash = mix(hash ^ (id.charAt(i) * ODD));
        }
        hash = mix(hash ^ id.length());
        return hash == 0 ? 1 : hash;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
