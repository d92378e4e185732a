package org.postrider.storefiles;

/// Flags as one number: the system's in the low octet, keyword `n` of the mailbox as bit `8 + n`.
public final class FlagWord {
    /// How many keywords a word holds.
    public static final int KEYWORDS_MAX = Long.SIZE - Byte.SIZE;

    private FlagWord() {}

    public static long of(int systemBits, long keywordBits) {
        return systemBits | (keywordBits << Byte.SIZE);
    }

    public static int system(long word) {
        return (int) (word & 0xff);
    }

    public static long keywords(long word) {
        return word >>> Byte.SIZE;
    }
}
